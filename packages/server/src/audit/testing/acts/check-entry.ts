import type { AuditEntry, Personal } from '@skykeep/proof'
import { expect } from 'vitest'
import type { AuditActionName } from '../../catalogue.ts'
import type { Act, Acts, Prepared } from './act.ts'
import type { ActsWorld } from './acts-world.ts'
import type { Told } from './trail-reader.ts'

const HERE = '127.0.0.1'

/** Drives these acts one after the other. Answers what is wrong, by action: one fault must not hide the next. */
export async function drivenAll(world: ActsWorld, acts: Acts): Promise<Record<string, string>> {
  const faults: Record<string, string> = {}
  for (const [action, act] of Object.entries(acts) as [AuditActionName, Act][]) {
    await driven(world, action, act).catch((error: Error) => {
      faults[action] = error.message
    })
  }
  return faults
}

/** Does the act, and holds what the trail says of it to what the table says: one entry, with everything that it has to tell. */
async function driven(world: ActsWorld, action: AuditActionName, act: Act): Promise<void> {
  const { aheadMs } = world.clock
  await driveNow(world, action, act).finally(() => {
    world.clock.aheadMs = aheadMs
  })
}

async function driveNow(world: ActsWorld, action: AuditActionName, { prepare, ...act }: Act): Promise<void> {
  const prepared = await prepare(world)
  await world.news()
  const from = world.clock.now()
  const heard = await prepared.act()
  const told = (await newsUntil(world, action)).filter(({ entry }) => !isForAnother(entry, prepared))
  const until = world.clock.now()
  const own = told.filter(({ entry }) => entry.action === action)
  const others = told.filter(({ entry }) => entry.action !== action).map(({ entry }) => entry.action)
  expect(others.filter((other) => !(act.beside as readonly string[] | undefined)?.includes(other))).toEqual([])
  if (act.alsoTold) expect(own.map(({ entry }) => entry.team_id === null)).toEqual([true, false])
  else expect(own.map(({ entry }) => entry.action)).toEqual([action])
  const { entry, personal } = own.at(-1)!
  expectWho(entry, prepared)
  expectWhat(entry, personal, act)
  expect(entry.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(Date.parse(entry.at), 'when').toBeGreaterThanOrEqual(from.getTime())
  expect(Date.parse(entry.at), 'when').toBeLessThanOrEqual(until.getTime())
  expectWhere(entry, personal, heard)
}

/** Some entries are written a moment after the answer; then one more look, for a second one. */
async function newsUntil(world: ActsWorld, action: string): Promise<Told[]> {
  const told = await world.news()
  for (const end = Date.now() + 20_000; Date.now() < end && !told.some(({ entry }) => entry.action === action); ) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    told.push(...(await world.news()))
  }
  told.push(...(await world.news()))
  return told
}

/** What workers do meanwhile for the teams of earlier acts. */
const isForAnother = ({ actor, team_id }: AuditEntry, { team }: Prepared): boolean =>
  actor.type === 'system' && team_id !== null && team_id !== team

function expectWho({ actor, credential, team_id }: AuditEntry, { by, team }: Prepared): void {
  expect(actor, 'who').toEqual({ type: by.type, id: by.id })
  expect(credential, 'by which credential').toEqual(by.credential)
  expect(team_id, 'team').toBe(team)
}

function expectWhat(
  { resource, outcome, details }: AuditEntry,
  personal: Record<string, Personal>,
  act: Omit<Act, 'prepare'>,
): void {
  expect(resource?.type ?? null, 'what').toBe(act.about)
  if (resource) expect(resource.id.length, 'what').toBeGreaterThan(0)
  expect(outcome, 'outcome').toBe(act.outcome ?? 'success')
  const told = new Set([...Object.keys(details), ...Object.keys(personal)])
  expect(
    act.tells.filter((name) => !told.has(name)),
    'what became of it',
  ).toEqual([])
}

/** A call is named by its trace and by where it came from; work of the program came from nowhere. */
function expectWhere(entry: AuditEntry, personal: Record<string, Personal>, heard: Awaited<ReturnType<Prepared['act']>>): void {
  const address = personal.address?.value ?? null
  expect(Object.hasOwn(entry.commitments, 'address'), 'committed to').toBe(address !== null)
  if (entry.actor.type === 'system' || entry.actor.type === 'operator') expect(address, 'where').toBeNull()
  else expect(address, 'where').toBe(HERE)
  expect(entry.trace_id, 'trace').toBe(heard?.headers.get('x-trace-id') ?? null)
}
