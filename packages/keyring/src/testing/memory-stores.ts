import type { DataKeyRow, DataKeyStore } from '../data-key-store.ts'
import type { SigningKeySet, SigningKeyStore, SigningKeyUse } from '../signing-key-store.ts'

/** A store for tests that keeps the promises of {@link DataKeyStore}. `rows` is open, so that a test can play the thief. */
export function memoryDataKeyStore(): DataKeyStore & { rows: DataKeyRow[] } {
  const rows: DataKeyRow[] = []
  const of = (team_id: string | null, purpose: string) => rows.filter((row) => row.team_id === team_id && row.purpose === purpose)
  return {
    rows,
    newest: async (team_id, purpose) => of(team_id, purpose).toSorted((a, b) => b.version - a.version)[0],
    byId: async (id) => rows.find((row) => row.id === id),
    async insert(row) {
      const there = of(row.team_id, row.purpose).find(({ version }) => version === row.version)
      if (!there) rows.push({ ...row })
      return there ?? row
    },
    async destroy(team_id) {
      const living = rows.filter((row) => row.team_id === team_id && row.wrapped !== null)
      for (const row of living) row.wrapped = null
      return living.length
    },
    wrappedByOthers: async (root_key_id, limit) =>
      rows
        .filter((row) => row.wrapped !== null && row.root_key_id !== root_key_id)
        .slice(0, limit)
        .map((row) => ({ ...row })),
    async rewrap(rewrapped) {
      let done = 0
      for (const { id, wrapped, root_key_id, from_root_key_id } of rewrapped) {
        const row = rows.find((one) => one.id === id && one.root_key_id === from_root_key_id && one.wrapped !== null)
        if (row) Object.assign(row, { wrapped, root_key_id })
        done += Number(row !== undefined)
      }
      return done
    },
  }
}

/** A store for tests that keeps the promises of {@link SigningKeyStore}. */
export function memorySigningKeyStore(): SigningKeyStore & { sets: Map<SigningKeyUse, SigningKeySet> } {
  const sets = new Map<SigningKeyUse, SigningKeySet>()
  const current = (use: SigningKeyUse) => sets.get(use) ?? { revision: 0, keys: [] }
  return {
    sets,
    load: async (use) => structuredClone(current(use)),
    async save(use, keys, expected_revision) {
      if (current(use).revision !== expected_revision) return false
      sets.set(use, structuredClone({ revision: expected_revision + 1, keys }))
      return true
    },
  }
}
