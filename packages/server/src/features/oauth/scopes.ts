import { type AskedScope, isPermission, permissionNames, permissions } from '@skykeep/contract'
import type { MachinePrincipal } from './machine-principal.ts'
import { isOurs } from './our-clients.ts'

/** What a client may be told of a person, in the words of OpenID Connect. */
const identityScopes = {
  openid: 'Know who you are: the id of your account',
  email: 'See your e-mail address',
  profile: 'See your name',
} as const

/** Getting new tokens while the person is away. It opens nothing by itself. */
export const OFFLINE = 'offline_access'

export const scopeNames: readonly string[] = [...Object.keys(identityScopes), OFFLINE, ...permissionNames]

/** What an access token can say: all of them but the one that is about the refresh token. */
export const tokenScopeNames: readonly string[] = scopeNames.filter((name) => name !== OFFLINE)

/** What a client may ask people for: who they are, and no more of their permissions than it is registered with itself. */
export const askableScopes = ({ id, permissions: own }: Pick<MachinePrincipal, 'id' | 'permissions'>): string[] =>
  scopeNames.filter((name) => isOurs(id) || !isPermission(name) || own.has(name))

export function describedScopes(names: readonly string[]): AskedScope[] {
  return names.map((name) => ({ name, description: descriptionOf(name) }))
}

function descriptionOf(name: string): string {
  if (name === OFFLINE) return 'Go on while you are away, for at most 30 days'
  if (isPermission(name)) return permissions[name]
  return identityScopes[name as keyof typeof identityScopes]
}
