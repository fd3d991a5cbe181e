import type { KeyRing } from '@skykeep/keyring'

/** An envelope opens in its own row and column only: tokens that were swapped between two links open nowhere. */
const placeOf = (team_id: string, row: string, column: 'sealed_access' | 'sealed_refresh') => ({
  ...{ team_id, purpose: 'contacts-tokens', table: 'contacts.links', column, row },
})
const startPlace = (team_id: string, row: string) => ({
  ...{ team_id, purpose: 'contacts-starts', table: 'contacts.starts', column: 'sealed_verifier', row },
})

/** Tokens of links and verifiers of linkings that were begun, sealed for their place. */
export const sealedTokens = (keyRing: KeyRing) => ({
  access: {
    seal: (team: string, id: string, token: string) => keyRing.seal(token, placeOf(team, id, 'sealed_access')),
    open: (team: string, id: string, envelope: string) => keyRing.openText(envelope, placeOf(team, id, 'sealed_access')),
  },
  refresh: {
    seal: (team: string, id: string, token: string) => keyRing.seal(token, placeOf(team, id, 'sealed_refresh')),
    open: (team: string, id: string, envelope: string) => keyRing.openText(envelope, placeOf(team, id, 'sealed_refresh')),
  },
  verifier: {
    seal: (team: string, hash: string, verifier: string) => keyRing.seal(verifier, startPlace(team, hash)),
    open: (team: string, hash: string, envelope: string) => keyRing.openText(envelope, startPlace(team, hash)),
  },
})
export type SealedTokens = ReturnType<typeof sealedTokens>
