import type { CloudNeeds } from '../cloud-provider.ts'
import { neededActions } from './role-actions.ts'

/** A role definition as `az role definition create` takes it, with the least that works. */
export interface RoleDefinition extends Record<string, unknown> {
  Name: string
  IsCustom: true
  Description: string
  Actions: string[]
  NotActions: string[]
  DataActions: string[]
  NotDataActions: string[]
  AssignableScopes: string[]
}

/** @param scopes ids of subscriptions, or whole scopes such as `/subscriptions/…/resourceGroups/…` */
export function customRole(needs: CloudNeeds, scopes: readonly string[]): RoleDefinition {
  return {
    Name: roleName(needs),
    IsCustom: true,
    Description: `Sees, starts and stops machines${needs.resize ? ', and changes their size' : ''}. Nothing else.`,
    Actions: neededActions(needs).map(({ action }) => action),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: scopes.map(scopePath),
  }
}

/** The commands that make the role and give it to the application. */
export function grantCommand(
  needs: CloudNeeds,
  scope: string,
  principal: { object_id: string | null; client_id: string },
): string {
  const assignee =
    principal.object_id === null
      ? `--assignee ${quoted(principal.client_id)}`
      : `--assignee-object-id ${quoted(principal.object_id)} --assignee-principal-type ServicePrincipal`
  return [
    `az role definition create --role-definition ${quoted(JSON.stringify(customRole(needs, [scope])))}`,
    `az role assignment create ${assignee} --role ${quoted(roleName(needs))} --scope ${quoted(scopePath(scope))}`,
  ].join(' && ')
}

const roleName = ({ resize }: CloudNeeds): string => (resize ? 'Skykeep machine power and size' : 'Skykeep machine power')

const scopePath = (scope: string): string => (scope.startsWith('/') ? scope : `/subscriptions/${scope}`)

// For a shell: what is pasted there must stay one word, whatever an id holds.
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
