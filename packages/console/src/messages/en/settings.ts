const counted = (one: string, many: string) => (count: number) => (count === 1 ? `1 ${one}` : `${count} ${many}`)

export const settings = {
  title: 'Settings',
  lead: 'The name of the team, and what it demands of those who come to it. A change counts for the next call of everybody.',
  save: 'Save',
  saved: 'Saved.',
  unchanged: 'Nothing was changed.',
  needs: (permission: string) => `It needs ${permission}.`,
  meanwhile: 'Somebody else changed the settings meanwhile',
  meanwhileDetail: 'What you typed is still there. Look at what is set now, then save again.',
  name: {
    title: 'Name',
    lead: 'Stands in the switch of teams, in mails and in invitations.',
    name: 'Name of the team',
    id: 'Id',
    since: 'Founded',
  },
  factor: {
    title: 'Second factor',
    lead: 'A password that was read or guessed is then not enough to get in.',
    required: 'People reach the team only after a second factor: a passkey, or an authenticator app.',
    effect: 'Whoever has none yet sees nothing of the team until they have set one up. Tell them before.',
    keptOut: (count: number) =>
      count === 0
        ? 'Everybody has one: nobody would be kept out.'
        : count === 1
          ? 'One person has none:'
          : `${count} people have none:`,
    more: (count: number) => `and ${count} more`,
    shutOut: 'You signed in without one, so this would shut you out. Set one up first, or sign in with it.',
    toAccount: 'To your account',
  },
  life: {
    title: 'Sessions',
    lead: 'When people have to sign in again. No session gets older than the installation allows.',
    idle: 'Without use, a session ends after',
    life: 'In any case, it ends after',
    asInstallation: 'as the installation has it',
  },
  spans: {
    seconds: counted('second', 'seconds'),
    minutes: counted('minute', 'minutes'),
    hours: counted('hour', 'hours'),
    days: counted('day', 'days'),
  },
  networks: {
    title: 'Addresses',
    lead: 'From where people and clients reach the team. Aircraft are not asked.',
    label: 'Addresses and networks, one on each line',
    hint: 'Such as 192.0.2.0/24 or 2001:db8::/48. Empty: from anywhere. What would shut out yourself is refused.',
    line: (line: string, detail: string) => `${line} ${detail}.`,
    all: (detail: string) => `It ${detail}.`,
  },
  remove: {
    title: 'Delete the team',
    lead: 'It cannot be taken back: the keys of the team are destroyed, and what they sealed stays unreadable, in backups too.',
    look: 'See what would be lost',
    ask: (name: string) => `Delete ${name}?`,
    whatGoes: 'This goes with the team:',
    lost: {
      members: 'Members',
      invitations: 'Open invitations',
      roles: 'Roles of its own',
      clients: 'API clients',
      aircraft: 'Aircraft',
      certificates: 'Certificates in force, which are revoked',
      connections: 'Connections to clouds, whose keys are destroyed',
      machines: 'Machines, which nobody switches any more',
      schedules: 'Schedules',
      events: 'Events, which nobody can read any more',
    },
    orMore: ' or more',
    kept: (count: string) => `${count} audit entries stay, and stay verifiable.`,
    typeName: (name: string) => `Type the name of the team to go on: ${name}`,
    typeFirst: 'Type the name of the team first.',
    button: 'Delete the team',
  },
} as const
