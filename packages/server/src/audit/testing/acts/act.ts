import type { AuditEntry } from '@skykeep/proof'
import type { AuditActionName } from '../../catalogue.ts'
import type { ActsWorld } from './acts-world.ts'
import type { Heard } from './hand.ts'

/** Who does something, and by which credential the trail has to name it. */
export interface Doer {
  type: AuditEntry['actor']['type']
  id: string
  credential: AuditEntry['credential']
}

/** An act that is about to happen: everything that it needs is there. */
export interface Prepared {
  by: Doer
  /** In whose trail it has to stand; null: in that of the installation. */
  team: string | null
  /** What was answered, if it was a call: the entry has to name the same trace, and where the call came from. */
  act(): Promise<Pick<Heard, 'headers'> | undefined>
}

export interface Act {
  /** The type of the thing that it is about; null: there is none. */
  about: string | null
  /** `success` unless told. */
  outcome?: AuditEntry['outcome']
  /**
   * What tells how it was before and what became of it: names of the details, or of what is told of a person beside them. Empty where
   * nothing is kept that can be told: it was refused, read, or is a secret.
   */
  tells: readonly string[]
  /** Entries of other actions, where one act truly is two. */
  beside?: readonly AuditActionName[]
  /** An act of a team that the installation's trail tells as well. */
  alsoTold?: 'to the team'
  prepare(world: ActsWorld): Promise<Prepared>
}

export type Acts = Partial<Record<AuditActionName, Act>>

export const system = (id: string): Doer => ({ type: 'system', id, credential: null })
export const stranger: Doer = { type: 'anonymous', id: 'unknown', credential: null }
export const operator: Doer = { type: 'operator', id: 'trial', credential: { type: 'command_line', id: 'command-line' } }

/** A call of somebody, as an act. */
export const called = (by: Doer, team: string | null, act: () => Promise<Pick<Heard, 'headers'>>): Prepared => ({ by, team, act })

/** Work of the program or of an operator, as an act: there is no call. */
export const worked = (by: Doer, team: string | null, work: () => Promise<unknown>): Prepared => ({
  by,
  team,
  async act() {
    await work()
    return undefined
  },
})
