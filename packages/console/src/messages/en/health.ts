const unit = (count: number, one: string, many: string) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
const roleNames: Readonly<Record<string, string>> = {
  gateway: 'Gateway',
  identity: 'Identity and audit',
  telemetry: 'Telemetry',
  automation: 'Automation',
  weather: 'Weather',
  contacts: 'Contacts',
}
const queueNames = {
  telemetry_events: 'Events of aircraft',
  schedule_changes: 'Changes by schedules',
  machine_changes: 'Changes of machines',
  machine_readings: 'Readings of machines',
  notifications: 'Notifications',
  mails: 'Mails',
} as const
const keyNames = {
  token: 'signs tokens',
  checkpoint: 'signs checkpoints',
  root: 'wraps data keys',
  data: 'seal secrets',
  cookies: 'signs cookies',
  'audit-seal': 'seals waiting audit entries',
  installation: 'authority of the installation',
  authority: 'authorities of teams',
  connection: 'connections to clouds',
} as const

export const health = {
  title: 'System health',
  lead: 'This installation as a whole: numbers of all teams together.',
  measured: 'Measured at',
  well: 'All is well',
  look: (count: number) => (count === 1 ? '1 thing to look at' : `${count} things to look at`),
  lookTitle: 'What to look at',
  finding: {
    check: (name: string, detail: string) => `Calls cannot be answered: ${name} ${detail}.`,
    roleGone: (role: string) => `No process that is alive has the role ${role}.`,
    roleUnreachable: (role: string) => `The gateway cannot reach the role ${role}.`,
    silent: 'A process has told nothing for a while: it was killed, or it hangs.',
    versions: (versions: string) => `Processes run different versions: ${versions}.`,
    clock: (seconds: number) =>
      `The clock of a process is ${unit(Math.round(Math.abs(seconds)), 'second', 'seconds')} ${seconds > 0 ? 'ahead' : 'behind'}: schedules switch nothing there.`,
    late: (queue: keyof typeof queueNames, time: string) => `${queueNames[queue]}: what is due longest has waited for ${time}.`,
    keyOver: (kind: keyof typeof keyNames) => `The key that was to be replaced is still in use: ${kind} (${keyNames[kind]}).`,
    keySoon: (kind: keyof typeof keyNames, time: string) => `To be replaced within ${time}: ${kind} (${keyNames[kind]}).`,
    stopped: 'The audit trail stands still: its tree was found changed, or no checkpoint could be signed.',
    checkpointOld: (time: string) => `The last checkpoint of the audit trail is ${time} old.`,
    noCheckpoint: 'The audit trail has no checkpoint yet.',
  },
  roles: {
    title: 'Roles',
    states: { here: 'alive, here', alive: 'alive', gone: 'not alive', unreachable: 'cannot be reached' },
    names: roleNames,
  },
  processes: {
    title: 'Processes',
    columns: { roles: 'Roles', state: 'State', version: 'Version', started: 'Running since', told: 'Heard of', clock: 'Clock' },
    all: 'all roles',
    states: { alive: 'alive', silent: 'silent' },
    version: (version: string, node: string) => `${version}, Node ${node.replace('v', '')}`,
    clock: (seconds: number) =>
      Math.abs(seconds) < 0.5
        ? 'right'
        : `${seconds > 0 ? '+' : '−'}${Math.abs(seconds).toLocaleString('en-GB', { maximumFractionDigits: 1 })} s`,
    none: 'No process has told of itself yet.',
  },
  queues: {
    title: 'What waits',
    columns: { name: 'Queue', waiting: 'Waiting', late: 'Due longest', state: 'State' },
    names: queueNames,
    onTime: 'on time',
    late: 'late',
    untold: 'not told',
    uncounted: '–',
    nothing: 'nothing',
  },
  keys: {
    title: 'Keys',
    columns: { kind: 'Key', what: 'What for', state: 'State', age: 'Age', left: 'Left' },
    names: keyNames,
    states: { active: 'in use', next: 'announced', retiring: 'retiring', former: 'former' } as Readonly<Record<string, string>>,
    over: 'overdue',
    underADay: 'under a day',
  },
  database: {
    title: 'Database',
    state: 'State',
    answers: 'answers',
    silent: 'does not answer',
    version: 'PostgreSQL',
    migration: 'Last migration',
  },
  audit: {
    title: 'Audit trail',
    state: 'State',
    grows: 'grows',
    stopped: 'stands still',
    untold: 'not told',
    size: 'Entries in the tree',
    waiting: 'Waiting for their place',
    checkpoint: 'Last checkpoint',
    ago: (time: string) => `${time} ago`,
    never: 'none yet',
  },
  ready: {
    title: 'Ready for calls',
    names: {
      database: 'Database',
      migrations: 'Migrations',
      keys: 'Keys of tokens',
      revocations: 'Revocations',
    } as Readonly<Record<string, string>>,
    yes: 'yes',
  },
  /** `12 s`, `5 min`, `3 h`, `40 days`, `10 years`. */
  span(seconds: number): string {
    if (seconds < 120) return `${Math.round(seconds)} s`
    if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
    if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`
    const days = Math.round(seconds / 86_400)
    return days < 730 ? unit(days, 'day', 'days') : unit(Math.round(days / 365), 'year', 'years')
  },
} as const
