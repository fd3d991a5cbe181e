import { type RotatableKind, rotatableKinds } from '../features/keys/listed-keys.ts'
import { type RegistryCommand, type RegistryCommandContext, readArguments, withRegistry } from './registry-command.ts'
import { table } from './table.ts'

const usages = {
  list: 'skykeep keys list [--json]',
  rotate: `skykeep keys rotate ${rotatableKinds.join('|')} [--team TEAM] [--now]`,
  reencrypt: 'skykeep keys reencrypt',
  retire: 'skykeep keys retire [--json]',
  emergency: 'skykeep keys emergency token|checkpoint|data|root [--dry-run]',
}

/** Keys of the installation: what there is, what is new from now on, what can go (docs/security/keys.md). */
export const keyCommands: Record<string, RegistryCommand> = {
  'keys list': { usage: usages.list, run: list },
  'keys rotate': { usage: usages.rotate, run: rotate },
  'keys reencrypt': { usage: usages.reencrypt, run: reencrypt },
  'keys retire': { usage: usages.retire, run: retire },
  'keys emergency': { usage: usages.emergency, run: emergency },
}

async function list(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, {}, 0, usages.list)
  return withRegistry(context, async ({ keys }) => {
    const now = Date.now()
    const rows = (await keys.list()).map(({ kind, id, state, since, due, what }) => ({
      ...{ kind, id, state, since: since.toISOString(), due: due?.toISOString() ?? '', what },
      note: due !== null && due.getTime() < now ? 'OVERDUE' : '',
    }))
    context.print(values.json ? JSON.stringify(rows) : table(rows, ['kind', 'id', 'state', 'since', 'due', 'what', 'note']))
    return 0
  })
}

async function rotate(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { team: { type: 'string' }, now: { type: 'boolean' } }, 1, usages.rotate)
  const kind = rotatableKinds.find((one) => one === positionals[0])
  if (kind === undefined) throw new Error(whatInstead(positionals[0]!))
  return withRegistry(context, async ({ keys }) => {
    await keys.rotate(kind, context.user, {
      ...{ team: (values.team as string | undefined) ?? null, now: values.now === true, tell: context.print },
    })
    context.print(afterRotation[kind])
    return 0
  })
}

const afterRotation: Record<RotatableKind, string> = {
  token: 'Another key signs tokens. The former one verifies until its last token has ended, then it is destroyed by itself.',
  checkpoint: 'Another key signs checkpoints. The former one stays published, without its private part.',
  data: 'New versions seal from now on. Then: skykeep keys reencrypt, and after ten minutes: skykeep keys retire.',
  root: 'Every data key is wrapped by the new root key. Then: skykeep keys retire.',
  cookies: 'Another key signs cookies of sign-ins. After an hour: skykeep keys retire.',
  'audit-seal': 'Another key seals entries that wait for their place. After an hour: skykeep keys retire.',
  authority: 'Other authorities issue. Aircraft get certificates of theirs when they renew; then: skykeep keys retire.',
}

/** Keys that are rotated elsewhere: by the team itself, or not at all. */
function whatInstead(kind: string): string {
  if (kind === 'connection')
    return 'A connection gets its next certificate by its team: POST /connections/ID/certificate (docs/guide/connect-azure.md).'
  if (kind === 'aircraft') return 'An aircraft gets its next certificate by its team: POST /aircraft/ID/certificates.'
  if (kind === 'installation')
    return 'The authority of the installation lasts for 25 years; docs/security/keys.md says what replacing it takes.'
  return `There is no kind ${kind}. Usage: ${usages.rotate}`
}

async function reencrypt(args: string[], context: RegistryCommandContext): Promise<number> {
  readArguments(args, {}, 0, usages.reencrypt)
  return withRegistry(context, async ({ keys }) => {
    await keys.reencrypt(context.user, context.print)
    return 0
  })
}

async function retire(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values } = readArguments(args, {}, 0, usages.retire)
  return withRegistry(context, async ({ keys }) => {
    const found = await keys.retire(context.user)
    if (values.json) context.print(JSON.stringify(found))
    else {
      for (const what of found.retired) context.print(`gone: ${what}`)
      for (const what of found.waiting) context.print(`waits: ${what}`)
      if (found.retired.length + found.waiting.length === 0) context.print('There is nothing to retire.')
    }
    return 0
  })
}

const emergencies = {
  token: [
    'Another key signs tokens at once, though verifiers outside may not know it for up to ten seconds.',
    'The present key, and a former one that still verifies, are withdrawn: every access token that they signed is refused within ten seconds. Sessions, refresh tokens and secrets of aircraft get new ones.',
  ],
  checkpoint: [
    'Another key signs checkpoints at once.',
    'The present key is marked as withdrawn: what it signed before counts only as far as another checkpoint, or somebody who kept it, bears it out.',
  ],
  data: [
    'Every data key gets a new version, and every secret is sealed anew with it.',
    'Former versions stay until `skykeep keys retire`, ten minutes later. What somebody has copied and can open stays open to them: replace those secrets too (connections, webhooks, authenticator apps).',
  ],
  root: [
    'A new root key wraps every data key; with a key service: its newest version does.',
    'The former root key leaves the file with `skykeep keys retire`. Whoever has it and a copy of the database can open that copy: replace data keys as well (`skykeep keys emergency data`).',
  ],
}

async function emergency(args: string[], context: RegistryCommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { 'dry-run': { type: 'boolean' } }, 1, usages.emergency)
  const kind = positionals[0] as keyof typeof emergencies
  if (!Object.hasOwn(emergencies, kind)) throw new Error(`Usage: ${usages.emergency}`)
  for (const line of emergencies[kind]) context.print(line)
  if (values['dry-run']) {
    context.print('Nothing was done (--dry-run).')
    return 0
  }
  return withRegistry(context, async ({ keys }) => {
    await keys.emergency(kind, context.user, context.print)
    context.print('Done. The audit trail tells of it.')
    return 0
  })
}
