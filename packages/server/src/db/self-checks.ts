import { databaseRoles } from './roles.ts'

/** Each row of the answer is a fault: `subject`, and what is wrong with it. */
export interface Check {
  sql: string
  allows?: keyof typeof allowed
}

/** Exceptions, by their full name, each with its reason beside it. */
export const allowed = {
  views: [] as string[],
  // Partitions are made and dropped by their owner: these take a date, fix their search path and touch whole days, never single rows.
  // The role automation reads no accounts: it is told the address of one member of the team in which it works,
  // and which of some addresses are members' there.
  definerFunctions: [
    'telemetry.ensure_day(date)',
    'telemetry.drop_day(date)',
    // The role weather is told where an aircraft of its team was, to a tenth of a degree, and nothing else of telemetry.
    'telemetry.last_rough_position(uuid)',
    'automation.address_of_member(uuid)',
    'automation.addresses_of_members(text[])',
  ],
  /** Unique without the team: only for values that are random (an id), where a collision tells nothing. */
  uniqueAcrossTeams: [] as string[],
}

/** Roles that work across teams, and the schema in which they may. */
const exemptions = `(values ('audit', 'skykeep_audit'), ('automation', 'skykeep_scheduler'), ('contacts', 'skykeep_scheduler')) as exemption (schema_name, role_name)`

const ourRoles = `(values ${databaseRoles.map((role) => `('${role}')`).join(', ')}) as ours (role)`

/** Schemas that one of our roles can enter: a forgotten one is not forgotten here. */
const reachable = `
  select oid, nspname from pg_namespace
  where nspname not like 'pg\\_%' and nspname <> 'information_schema'
    and exists (select from ${ourRoles} where has_schema_privilege(role, pg_namespace.oid, 'usage'))`

const teamTables = `
  select c.oid, c.oid::regclass::text as name, n.nspname, a.attnum as team, c.relispartition, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c join (${reachable}) n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'p') and a.attname = 'team_id' and not a.attisdropped`

const notOfAnExtension = (object: string) => `not exists (select from pg_depend where objid = ${object} and deptype = 'e')`

const wall = '(team_id = ( SELECT skykeep.current_team() AS current_team))'

const thisConnectionCanUse = (role: string) =>
  `(pg_has_role(session_user, ${role}, 'member') or pg_has_role(current_user, ${role}, 'member'))`

export const checks: readonly Check[] = [
  // Whoever can become one of these can step around every policy.
  {
    sql: `select rolname as subject, 'is within reach of this connection, and is a superuser, bypasses policies, replicates or makes roles' as fault
      from pg_roles
      where (rolsuper or rolbypassrls or rolreplication or rolcreaterole
          or rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))
        and ${thisConnectionCanUse('pg_roles.oid')}`,
  },
  // An owner can drop the policies.
  {
    sql: `select c.oid::regclass::text as subject, 'belongs to a role that this connection can use' as fault
      from pg_class c join (${reachable}) n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${thisConnectionCanUse('c.relowner')}`,
  },
  // A partition is reached through its table, whose policies then hold; so it needs none as long as nobody may reach it directly.
  {
    sql: `select name as subject, 'has rows of teams, but row-level security is not enabled and forced' as fault
      from (${teamTables}) t
      where not (relrowsecurity and relforcerowsecurity) and not (relispartition and not exists (
        select from ${ourRoles} where has_table_privilege(role, t.oid, 'select, insert, update, delete')))`,
  },
  {
    sql: `select name as subject, 'lacks a restrictive policy on team_id with USING and WITH CHECK for every role' as fault
      from (${teamTables}) t
      where relrowsecurity and not exists (
        select from pg_policy p
        where p.polrelid = t.oid and not p.polpermissive and p.polcmd = '*'
          and pg_get_expr(p.polqual, p.polrelid) = '${wall}' and pg_get_expr(p.polwithcheck, p.polrelid) = '${wall}'
          and (p.polroles = '{0}' or not exists (
            select from ${ourRoles}
            where role::regrole::oid <> all (p.polroles)
              and not exists (select from ${exemptions} where schema_name = t.nspname and role_name = role))))`,
  },
  {
    sql: `select name as subject, 'has no primary key that starts with team_id' as fault
      from (${teamTables}) t
      where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary and i.indkey[0] = t.team)`,
  },
  // Uniqueness sees all rows, whatever the policies say: a refused insert would tell that another team has the value.
  {
    sql: `select i.indexrelid::regclass::text as subject, 'is unique without team_id' as fault
      from (${teamTables}) t join pg_index i on i.indrelid = t.oid
      where i.indisunique and t.team <> all (i.indkey::int2[])`,
    allows: 'uniqueAcrossTeams',
  },
  // Foreign keys see all rows as well: a child could point at another team's parent.
  {
    sql: `select child.name || ' (' || f.conname || ')' as subject, 'refers to ' || parent.name || ' without team_id' as fault
      from pg_constraint f join (${teamTables}) child on child.oid = f.conrelid join (${teamTables}) parent on parent.oid = f.confrelid
      where f.contype = 'f' and not exists (
        select from unnest(f.conkey, f.confkey) as pair (child_column, parent_column)
        where pair.child_column = child.team and pair.parent_column = parent.team)`,
  },
  // TRUNCATE asks no policy.
  {
    sql: `select t.name as subject, 'can be truncated by ' || role as fault
      from (${teamTables}) t, ${ourRoles} where has_table_privilege(role, t.oid, 'truncate')`,
  },
  // A view reads with its owner's rights; a foreign table has no policies at all.
  {
    sql: `select c.oid::regclass::text as subject, 'is a view, a materialized view or a foreign table' as fault
      from pg_class c join (${reachable}) n on n.oid = c.relnamespace
      where c.relkind in ('v', 'm', 'f') and ${notOfAnExtension('c.oid')}`,
    allows: 'views',
  },
  {
    sql: `select p.oid::regprocedure::text as subject, 'runs with the rights of its owner (SECURITY DEFINER)' as fault
      from pg_proc p join (${reachable}) n on n.oid = p.pronamespace
      where p.prosecdef and ${notOfAnExtension('p.oid')}`,
    allows: 'definerFunctions',
  },
]
