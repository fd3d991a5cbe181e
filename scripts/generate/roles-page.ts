import { permissionNames, permissions, permissionsOf, roleNames, standardRoles } from '@skykeep/contract'

/** `docs/security/roles.md`: who may do what, from the same table that the program uses. */
export function rolesPage(): string {
  const held = new Map(roleNames.map((name) => [name, permissionsOf([name])]))
  const rows = permissionNames.map((permission) => {
    const marks = roleNames.map((name) => (held.get(name)?.has(permission) ? '✔' : ''))
    return `| \`${permission}\` | ${permissions[permission]} | ${marks.join(' | ')} |`
  })
  const names = roleNames.map((name) => `\`${name}\``)
  const kinds = roleNames.map(
    (name) => `| \`${name}\` | ${standardRoles[name].title} | ${standardRoles[name].kind} | ${standardRoles[name].description} |`,
  )
  return `# Roles and permissions

Made from \`packages/contract/src/permissions.ts\` by \`npm run gen\`. A role is a set of permissions; what is not listed is denied.
A request may do what the roles of its principal allow now and the scope of its token names. Nobody grants what they lack. A role
never comes from a request.

| role | title | for a | what it is for |
| --- | --- | --- | --- |
${kinds.join('\n')}

| permission | allows | ${names.join(' | ')} |
| --- | --- | ${names.map(() => ':-:').join(' | ')} |
${rows.join('\n')}
`
}
