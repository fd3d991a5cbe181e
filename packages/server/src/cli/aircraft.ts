import { readFile } from 'node:fs/promises'
import { CertificateRequest, NewAircraft, RevokeAircraft } from '@skykeep/contract'
import { operatorOf } from '../auth/principal.ts'
import {
  checked,
  everyItem,
  operatorIn,
  principalOf,
  type RegistryCommand,
  type RegistryCommandContext,
  readArguments,
  withRegistry,
} from './registry-command.ts'
import { record, table } from './table.ts'

const usages = {
  create:
    'skykeep aircraft create --team ID --registration TEXT [--icao24 HEX] [--name NAME] [--tier standard|premium] [--backfill] [--jwks FILE] [--secret] [--json]',
  list: 'skykeep aircraft list --team ID [--json]',
  revoke: 'skykeep aircraft revoke ID [--serial HEX] [--reason TEXT]',
  certificate: 'skykeep aircraft certificate ID --csr FILE [--days N] [--json]   prints the PEM chain',
}

export const aircraftCommands: Record<string, RegistryCommand> = {
  'aircraft create': { usage: usages.create, run: create },
  'aircraft list': { usage: usages.list, run: list },
  'aircraft revoke': { usage: usages.revoke, run: revoke },
  'aircraft certificate': { usage: usages.certificate, run: certificate },
}

const one = { type: 'string' } as const
const flag = { type: 'boolean' } as const

async function create(args: string[], context: RegistryCommandContext): Promise<number> {
  const options = { team: one, registration: one, icao24: one, name: one, tier: one, jwks: one, backfill: flag, secret: flag }
  const { values } = readArguments(args, options, 0, usages.create)
  const { team, registration, icao24, name, tier, backfill, jwks } = values
  if (team === undefined || registration === undefined) throw new Error(`usage: ${usages.create}`)
  const keys = jwks === undefined ? undefined : JSON.parse(await readFile(jwks, 'utf8'))
  const input = checked(NewAircraft, { registration, icao24, name, tier, backfill, jwks: keys })
  return withRegistry(context, async (registry) => {
    const operator = await operatorIn(registry, team, context)
    const made = await registry.aircraft.create(operator, input)
    const secret = values.secret ? await registry.aircraft.newSecret(operator, made.id) : undefined
    const shown = { aircraft_id: made.id, ...(secret && { client_secret: secret.client_secret }) }
    context.print(
      values.json
        ? JSON.stringify({ ...made, ...shown })
        : record({ ...shown, registration: made.registration, tier: made.tier }),
    )
    return 0
  })
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, { team: one }, 0, usages.list)
  const { team } = values
  if (team === undefined) throw new Error(`usage: ${usages.list}`)
  return withRegistry(context, async (registry) => {
    const operator = await operatorIn(registry, team, context)
    const all = await everyItem((page) => registry.aircraft.list(operator, page))
    const columns = ['id', 'registration', 'icao24', 'name', 'tier', 'backfill', 'status'] as const
    context.print(values.json ? JSON.stringify(all) : table(all, columns))
    return 0
  })
}

async function revoke(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { serial: one, reason: one }, 1, usages.revoke)
  const what = checked(RevokeAircraft, { serial: values.serial, reason: values.reason })
  return withRegistry(context, async (registry) => {
    const { id, team_id } = await principalOf(registry, 'aircraft', positionals[0]!)
    const { registration } = await registry.aircraft.revoke(operatorOf(team_id, context.user), id, what)
    context.print(`revoked ${what.serial === undefined ? '' : `certificate ${what.serial} of `}${id} (${registration})`)
    return 0
  })
}

async function certificate(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { csr: one, days: one }, 1, usages.certificate)
  if (values.csr === undefined) throw new Error(`usage: ${usages.certificate}`)
  const days = values.days === undefined ? undefined : Number(values.days)
  const request = checked(CertificateRequest, { csr: await readFile(values.csr, 'utf8'), days })
  return withRegistry(context, async (registry) => {
    const { id, team_id } = await principalOf(registry, 'aircraft', positionals[0]!)
    const issued = await registry.aircraft.issueCertificate(operatorOf(team_id, context.user), id, request)
    context.print(values.json ? JSON.stringify(issued) : issued.chain.trimEnd())
    return 0
  })
}
