import { Problem, Uuid } from '@skykeep/contract'
import { type Caller, operatorOf } from '../auth/principal.ts'
import type { AdministrationService } from '../features/accounts/administration.service.ts'
import type { AircraftService } from '../features/aircraft/aircraft.service.ts'
import type { ClientService } from '../features/clients/clients.service.ts'
import type { FoundPrincipal, ProofService } from '../features/credentials/proofs.service.ts'
import type { KeyCareService } from '../features/keys/key-care.service.ts'
import type { InvitationService } from '../features/members/invitations.service.ts'
import type { MemberService } from '../features/members/members.service.ts'
import type { TeamService } from '../features/teams/teams.service.ts'
import { checked } from './read-arguments.ts'

export { checked, readArguments } from './read-arguments.ts'

/** The installation as the commands of teams, clients and aircraft need it. */
export interface RegistryInstallation {
  teams: TeamService
  members: MemberService
  invitations: InvitationService
  clients: ClientService
  aircraft: AircraftService
  administration: AdministrationService
  proofs: Pick<ProofService, 'findPrincipal'>
  keys: KeyCareService
  close(): Promise<void>
}

export interface RegistryCommandContext {
  print(text: string): void
  /** Opens the database of the configuration, or the embedded one in the data folder. */
  open(): Promise<RegistryInstallation>
  /** The operating system's user: who the audit trail says it was. */
  user: string
}

export interface RegistryCommand {
  usage: string
  /** Answers the exit code. Throws an error whose message is for the operator when it cannot be done. */
  run(args: string[], context: RegistryCommandContext): Promise<number>
}

/** Opens the installation for one piece of work; a refusal becomes an error that can be read at a terminal. */
export async function withRegistry<T>(
  context: RegistryCommandContext,
  work: (registry: RegistryInstallation) => Promise<T>,
): Promise<T> {
  const registry = await context.open()
  try {
    return await work(registry)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const faults = (error.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`)
    const lines = [`${error.message} (${error.code}).`, error.detail ?? '', ...faults]
    throw new Error(lines.filter(Boolean).join('\n'), { cause: error })
  } finally {
    await registry.close()
  }
}

/** The operator as a caller in a team. @throws Problem NOT_FOUND when there is no such team */
export async function operatorIn(
  { teams }: RegistryInstallation,
  team: string,
  { user }: RegistryCommandContext,
): Promise<Caller> {
  const operator = operatorOf(checked(Uuid, team), user)
  await teams.get(operator, operator.team_id)
  return operator
}

/** The principal with this id, in whatever team it is. @throws Error when there is none of that kind */
export async function principalOf(
  { proofs }: RegistryInstallation,
  kind: FoundPrincipal['kind'],
  id: string,
): Promise<FoundPrincipal> {
  const found = await proofs.findPrincipal(id.toLowerCase())
  if (found?.kind !== kind) throw new Error(`There is no ${kind} ${id}.`)
  return found
}

/** Every page of a list. */
export async function everyItem<Item>(
  list: (page: { limit: number; cursor?: string }) => Promise<{ items: Item[]; next_cursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page = await list({ limit: 200, ...(cursor !== null && { cursor }) })
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return items
}
