import { type FieldFault, Problem, type TeamPatch } from '@skykeep/contract'
import type { Caller } from '../../auth/principal.ts'
import { mustBeFresh } from '../../http/permit.ts'
import { blockListOf, isNetwork, isWithin } from '../../lib/networks.ts'
import type { TeamPolicy, TeamRow } from './teams.store.ts'

/** The part of a change that concerns what the team demands; undefined when it leaves that alone. */
export function policyIn({ name: _, ...policy }: TeamPatch): Partial<TeamPolicy> | undefined {
  return Object.keys(policy).length > 0 ? policy : undefined
}

/** What an audit entry tells of a policy, and what is compared. */
export const policyOf = (team: TeamRow): TeamPolicy => ({
  second_factor_required: team.second_factor_required,
  session_idle_seconds: team.session_idle_seconds,
  session_seconds: team.session_seconds,
  allowed_networks: team.allowed_networks,
})

/**
 * Stops a policy that its author could not bear: afterwards they could not take it back, and nobody else may be there who could.
 *
 * @throws Problem STEP_UP_REQUIRED, VALIDATION_FAILED, SECOND_FACTOR_REQUIRED
 */
export function mustBeBearable(caller: Caller, policy: Partial<TeamPolicy>, now: Date): void {
  mustBeFresh(caller, now)
  const networks = policy.allowed_networks ?? []
  const errors = networks.flatMap((network, at): FieldFault[] =>
    isNetwork(network)
      ? []
      : [{ pointer: `#/allowed_networks/${at}`, detail: 'must be an address or a network such as 192.0.2.0/24' }],
  )
  if (errors.length === 0 && networks.length > 0 && caller.address !== null && !isWithin(blockListOf(networks), caller.address)) {
    errors.push({ pointer: '#/allowed_networks', detail: 'would shut out the address that you come from' })
  }
  if (errors.length > 0) throw new Problem('VALIDATION_FAILED', { errors })
  if (policy.second_factor_required && caller.kind === 'account' && caller.person?.assurance !== 'multi') {
    throw new Problem('SECOND_FACTOR_REQUIRED', { detail: 'Sign in with one yourself before you demand it of everybody.' })
  }
}
