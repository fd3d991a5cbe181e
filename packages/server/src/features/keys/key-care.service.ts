import { setTimeout as delay } from 'node:timers/promises'
import {
  type CheckpointKeys,
  type KeyRing,
  type RootKeyUse,
  removeRootKeys,
  rootKeyIds,
  type SigningKeys,
} from '@skykeep/keyring'
import type { Audit } from '../../audit/audit.ts'
import type { AuditFact } from '../../audit/fact.ts'
import { operatorActor, operatorOf } from '../../auth/principal.ts'
import type { Database, InstallationTx } from '../../db/tenancy.ts'
import { announce } from '../../keys/announce.ts'
import type { Clock } from '../../lib/new-id.ts'
import type { CredentialService } from '../credentials/credentials.service.ts'
import { certificateFacts } from './certificate-facts.store.ts'
import { type DataKeyFacts, dataKeysStore } from './data-keys.store.ts'
import {
  dueAfter,
  isLiving,
  type ListedKey,
  type LocalKind,
  listedRootKeys,
  listedSigningKey,
  type RotatableKind,
} from './listed-keys.ts'
import { envelopesByKey, type ResealNeeds, resealAll } from './reseal.ts'
import { rootKeysStore } from './root-keys.store.ts'

/** Keys in the data folder, handed in by whoever knows where that is. */
export interface LocalKeys {
  facts(kind: LocalKind): { since: Date; former: number; is_next_waiting: boolean } | null
  addNext(kind: LocalKind): void
  useNext(kind: LocalKind): boolean
  dropFormer(kind: LocalKind): number
}

export interface RootKeys {
  keyId(): Promise<string>
  /** Null: the root key is in a service, and is rotated there. */
  file: { path: string; add(use: RootKeyUse): Promise<string> } | null
}

interface RotateOptions {
  team?: string | null
  /** Also where verifiers outside had no day to learn of the next signing key. */
  now?: boolean
  tell?: (line: string) => void
}

interface Needs extends ResealNeeds {
  db: Database
  audit: Pick<Audit, 'write'>
  clock: Clock
  keyRing: KeyRing
  signingKeys: Pick<SigningKeys, 'states' | 'rotateNow' | 'withdraw'>
  checkpointKeys: Pick<CheckpointKeys, 'states' | 'rotateNow' | 'withdraw'>
  credentials: Pick<CredentialService, 'rotate' | 'removeEndedAuthorities'>
  root: RootKeys
  local: LocalKeys
}

export type KeyCareService = ReturnType<typeof keyCareService>

/** Other processes remember which data key is the newest for five minutes: only then can none of them still seal with a former one. */
const REMEMBERED_MS = 10 * 60_000
/** Every process has heard of a signal, or lives without it, after this. */
const HEARD_MS = 5_000
/** How long somebody may be in the middle of signing in, or an entry may wait for its place, under a former key. */
const FORMER_MS = 3_600_000

/** Rotation of every key of the installation: what there is, what is new from now on, what can go. For operators on its own machine. */
export function keyCareService(needs: Needs) {
  const { db, audit, clock, keyRing, signingKeys, checkpointKeys, credentials, root, local, teamIds } = needs

  return {
    async list(): Promise<ListedKey[]> {
      const [tokens, checkpoints, data, facts, rootId, rootsSince] = await Promise.all([
        signingKeys.states(),
        checkpointKeys.states(),
        db.withoutTeam((tx) => dataKeysStore(tx).living(), { readOnly: true }),
        certificateFacts(needs.databases, await teamIds()),
        root.keyId(),
        db.withoutTeam((tx) => rootKeysStore(tx).since(), { readOnly: true }),
      ])
      return [
        ...tokens.filter(isLiving).map((row) => listedSigningKey('token', row)),
        ...checkpoints.filter(isLiving).map((row) => listedSigningKey('checkpoint', row)),
        ...listedRootKeys(data, rootId, rootsSince),
        ...data.map((row) => ({
          ...{ kind: 'data' as const, id: row.id, state: row.is_newest ? 'active' : 'former', since: row.created_at },
          ...{
            due: row.is_newest ? dueAfter(row.created_at, 'data') : null,
            what: `${row.purpose}, ${row.owner_team ?? 'installation'}`,
          },
        })),
        ...(['cookies', 'audit-seal'] as const).map(localKey),
        ...facts,
      ]
    },

    /** A new key is used from now on; what the former one did holds. Ended in the middle, it is done again with the same call. */
    async rotate(
      kind: RotatableKind,
      user: string,
      { team = null, now = false, tell = () => {} }: RotateOptions = {},
    ): Promise<void> {
      if (kind === 'token' || kind === 'checkpoint') return rotateSigning(kind, user, now)
      if (kind === 'data') return rotateData(user, team)
      if (kind === 'root') return rotateRoot(user, tell)
      if (kind === 'authority') return rotateAuthorities(user, team, tell)
      return rotateLocal(kind, user)
    },

    /** Seals and wraps anew what former keys hold: after a rotation, and again whenever it was ended in the middle. */
    async reencrypt(user: string, tell: (line: string) => void = () => {}): Promise<{ resealed: number; rewrapped: number }> {
      const rewrapped = await keyRing.rewrap(user)
      keyRing.forget()
      const resealed = await resealAll(needs, user, (done) => tell(`${done} secrets sealed anew so far`))
      tell(`${resealed} secrets sealed anew, ${rewrapped} data keys wrapped anew`)
      return { resealed, rewrapped }
    },

    /** Destroys former keys that nothing needs any more, and says which have to stay and why. */
    async retire(user: string): Promise<{ retired: string[]; waiting: string[] }> {
      const parts = [await retireData(user), await retireRoot(user), ...(await retireLocal(user)), await retireAuthorities(user)]
      return { retired: parts.flatMap(({ retired }) => retired), waiting: parts.flatMap(({ waiting }) => waiting) }
    },

    /** Replaces a key of which somebody else may know, and stops believing it. */
    async emergency(
      kind: 'token' | 'checkpoint' | 'data' | 'root',
      user: string,
      tell: (line: string) => void = () => {},
    ): Promise<void> {
      if (kind === 'token' || kind === 'checkpoint') {
        const keys = kind === 'token' ? signingKeys : checkpointKeys
        const states = await keys.states()
        // A withdrawal makes the next key the active one. Retiring keys go first, the active one last: if this ends in between, and is called
        // again, no key that was in use is believed any longer.
        const used = (['retiring', 'active'] as const).flatMap((wanted) => states.filter(({ state }) => state === wanted))
        for (const { kid } of used) await keys.withdraw(kid, user)
        return
      }
      await (kind === 'root' ? rotateRoot(user, tell) : rotateData(user, null))
      await resealAll(needs, user)
    },
  }

  async function rotateSigning(kind: 'token' | 'checkpoint', user: string, now: boolean): Promise<void> {
    const keys = kind === 'token' ? signingKeys : checkpointKeys
    await keys.rotateNow({ even_if_new: now, by: user })
  }

  async function rotateData(user: string, team: string | null): Promise<void> {
    const living = await db.withoutTeam((tx) => dataKeysStore(tx).living(), { readOnly: true })
    for (const { owner_team, purpose } of living.filter((row) => row.is_newest && (team === null || row.owner_team === team)))
      await keyRing.rotate(owner_team, purpose, user)
  }

  async function rotateRoot(user: string, tell: (line: string) => void): Promise<void> {
    if (root.file) {
      // The one before wraps since it stands in the file: killed right then, its rotation did not come to tell so.
      const [present] = await rootKeyIds(root.file.path)
      if (present !== undefined) await beginUse(present, user)
      await beginUse(await root.file.add({ needed: await neededRootKeys(), tell }), user)
    } else {
      tell('The root key is in a service: make a new version there; this wraps every data key with the newest.')
      await beginUse(await root.keyId(), user)
    }
    await keyRing.rewrap(user)
  }

  function beginUse(id: string, user: string): Promise<void> {
    return db.withoutTeam((tx) => rootKeysStore(tx).beginUse(id, clock.now(), audit, operatorActor(user)))
  }

  function neededRootKeys(): Promise<string[]> {
    return db.withoutTeam((tx) => dataKeysStore(tx).rootKeysInFiles(), { readOnly: true })
  }

  async function rotateAuthorities(user: string, team: string | null, tell: (line: string) => void): Promise<void> {
    for (const id of team === null ? await teamIds() : [team]) {
      const rotated = await credentials.rotate(operatorOf(id, user) as never, id)
      if (rotated) tell(`team ${id}: authority ${rotated.id} issues; ${rotated.former} is believed until its certificates end`)
    }
  }

  /** First every process believes it, then one of them uses it. */
  async function rotateLocal(kind: LocalKind, user: string): Promise<void> {
    if (local.facts(kind) === null)
      throw new Error(
        `The key of ${kind} is derived from SKYKEEP_INTERNAL_KEY: give all processes another one, and start them again.`,
      )
    local.addNext(kind)
    await tellProcesses('next')
    await delay(HEARD_MS)
    await recordedFirst(user, { action: 'local_key.rotated', details: { kind } }, () => local.useNext(kind))
  }

  async function retireData(user: string) {
    const living = await db.withoutTeam((tx) => dataKeysStore(tx).living(), { readOnly: true })
    const named = await envelopesByKey(needs)
    const former = living.filter(({ is_newest }) => !is_newest)
    const whyWaits = ({ id, replaced_at }: DataKeyFacts): string | null => {
      const envelopes = named.get(id) ?? 0
      if (envelopes > 0)
        return `data key ${id}: ${envelopes} secrets need it (reencrypt; mails and answers to repeated calls end within days)`
      const isFresh = replaced_at !== null && clock.now().getTime() - replaced_at.getTime() < REMEMBERED_MS
      return isFresh ? `data key ${id}: a process may use it for ten minutes after it was replaced` : null
    }
    const waiting = former.map(whyWaits).filter((why) => why !== null)
    const ready = former.filter((row) => whyWaits(row) === null).map(({ id }) => id)
    if (ready.length > 0)
      await noted(user, { action: 'data_key.retired', details: { ids: ready } }, (tx) =>
        dataKeysStore(tx).destroy(ready, clock.now()),
      )
    return { retired: ready.map((id) => `data key ${id}`), waiting }
  }

  async function retireRoot(user: string) {
    if (root.file === null) return { retired: [], waiting: [] }
    const [newest, ...former] = await rootKeyIds(root.file.path)
    const needed = await neededRootKeys()
    // While data keys are left to wrap, another rotation may be about to store what it wrapped with a key that none names yet.
    const isWrapped = needed.every((id) => id === newest)
    const ready = isWrapped ? former : []
    const { path } = root.file
    const retired: string[] = []
    const use = { needed, tell: (line: string) => void retired.push(line) }
    const fact = { action: 'root_key.retired', details: { ids: ready } }
    const gone = ready.length === 0 ? [] : await recordedFirst(user, fact, () => removeRootKeys(path, ready, use))
    retired.push(...gone.map((id) => `root key ${id}`))
    const whyWaits = (id: string) => (needed.includes(id) ? 'data keys need it' : 'not all data keys are wrapped by the newest')
    const waiting = isWrapped ? [] : former.map((id) => `root key ${id}: ${whyWaits(id)} (reencrypt)`)
    return { retired, waiting }
  }

  async function retireLocal(user: string) {
    const parts = []
    for (const kind of ['cookies', 'audit-seal'] as const) {
      const facts = local.facts(kind)
      if (facts === null || facts.former === 0) continue
      const isFresh = clock.now().getTime() - facts.since.getTime() < FORMER_MS
      if (isFresh) parts.push({ retired: [], waiting: [`${kind}: the former key is believed for an hour`] })
      else {
        const fact = { action: 'local_key.retired', details: { kind, dropped: facts.former } }
        const dropped = await recordedFirst(user, fact, () => local.dropFormer(kind))
        parts.push({ retired: [`${dropped} former keys of ${kind}`], waiting: [] })
      }
    }
    return parts
  }

  async function retireAuthorities(user: string) {
    const retired: string[] = []
    for (const team of await teamIds())
      retired.push(...(await credentials.removeEndedAuthorities(operatorOf(team, user) as never, team)))
    return { retired: retired.map((id) => `authority ${id}`), waiting: [] }
  }

  /**
   * A file is in no transaction: its change is recorded before it is made, so that none goes untold. What was recorded and was ended before it was done
   * is done by the same command again.
   */
  async function recordedFirst<T>(user: string, fact: AuditFact, change: () => T | Promise<T>): Promise<T> {
    await noted(user, fact)
    try {
      return await change()
    } catch (error) {
      await noted(user, { ...fact, outcome: 'error' })
      throw error
    } finally {
      // Heard before, it would have led to the keys as they were.
      await tellProcesses('rotated')
    }
  }

  /** Tells of a change in the transaction that makes it, and tells every process to read keys again. */
  async function noted(user: string, fact: AuditFact, work?: (tx: InstallationTx) => Promise<unknown>): Promise<void> {
    await db.withoutTeam(async (tx) => {
      await work?.(tx)
      await audit.write(tx, operatorActor(user), fact)
      await announce(tx as never, 'keys', 'rotated')
    })
    keyRing.forget()
  }

  function tellProcesses(what: 'next' | 'rotated'): Promise<void> {
    return db.withoutTeam((tx) => announce(tx as never, 'keys', what))
  }

  function localKey(kind: LocalKind): ListedKey {
    const facts = local.facts(kind)
    if (facts === null)
      return { kind, id: kind, state: 'derived', since: new Date(0), due: null, what: 'derived from SKYKEEP_INTERNAL_KEY' }
    const what = facts.former === 0 ? 'in the data folder' : `in the data folder, ${facts.former} former`
    return {
      kind,
      id: kind,
      state: facts.is_next_waiting ? 'next waits' : 'active',
      since: facts.since,
      due: dueAfter(facts.since, kind),
      what,
    }
  }
}
