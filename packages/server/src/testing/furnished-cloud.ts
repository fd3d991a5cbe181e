import type { Pool } from 'pg'
import { newId } from '../lib/new-id.ts'

/**
 * A connection and a machine of a team, with its word in all names: as rows, for no test may reach a cloud. The key of the connection is
 * destroyed, so that a check ends at once; what a destroyed one was is still there to be named.
 */
export async function furnishedCloud(admin: Pool, team: string, word: string): Promise<Record<string, string>> {
  const [connection_id, certificate_id, lane, machine_id] = [newId(), newId(), newId(), newId()]
  const settings = { cloud: 'public', tenant_id: newId(), client_id: newId(), subscription_ids: [] }
  await admin.query(
    `insert into automation.connections (team_id, id, name, provider, settings, care_due_at, created_at, updated_at)
      values ($1, $2, $3, 'azure', $4, 'infinity', now(), now())`,
    [team, connection_id, `Connection ${word}`, settings],
  )
  await admin.query(
    `insert into automation.connection_keys (team_id, id, connection_id, state, certificate, thumbprint, bits, not_before, not_after, created_at, destroyed_at)
      values ($1, $2, $3, 'destroyed', $4, 'thumbprint', 2048, now(), now(), now(), now())`,
    [team, certificate_id, connection_id, anyCertificate],
  )
  await admin.query('insert into automation.lanes (team_id, id, connection_id, scope, name) values ($1, $2, $3, $4, $5)', [
    team,
    lane,
    connection_id,
    newId(),
    `Lane ${word}`,
  ])
  await admin.query(
    `insert into automation.machines (team_id, id, connection_id, lane_id, provider_id, shown_id, incarnation, name, region, size, os, power,
        power_read_at, power_since, first_seen_at)
      values ($1, $2, $3, $4, $5, $5, 'first', $6, 'westeurope', 'Standard_D2s_v5', 'linux', 'running', now(), now(), now())`,
    [team, machine_id, connection_id, lane, `/subscriptions/${machine_id}`, `Machine ${word}`],
  )
  return { connection_id, certificate_id, machine_id }
}

const anyCertificate = `-----BEGIN CERTIFICATE-----
MIIBezCCASCgAwIBAgIQboiPgaw0VOtqcNx3FkquHjAKBggqhkjOPQQDAjAUMRIw
EAYDVQQDDAlmdXJuaXNoZWQwHhcNMjUxMjMxMjM1NTAwWhcNMjYwMTAyMDAwMDAw
WjAUMRIwEAYDVQQDDAlmdXJuaXNoZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQVxN/jEPsHG1mToNLHqiVicCn9YkFSiHLZx5ABmQWe6GhXe73I8tJO0ljMlgPJ
jimdSu+7x9GbNd/qVBMYVHvSo1QwUjAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQE
AwIHgDATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNVHQ4EFgQUuE4MPLu+tOLvdF8B
evai8JWZ/6kwCgYIKoZIzj0EAwIDSQAwRgIhAMh1M5BnaYFjT+unMcsvH2HGpyz9
FzeghE5OQQW1dn99AiEAtnCArBowe+fS0/lgXDJbH194yq8nwciYAdcSx91fr+I=
-----END CERTIFICATE-----
`
