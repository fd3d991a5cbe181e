export const calendar = {
  title: 'Calendar',
  lead: (zone: string) => `What schedules will do, in ${zone}. Press a change to leave it out.`,
  schedule: 'Schedule',
  all: 'All schedules',
  view: 'View',
  views: { day: 'Day', week: 'Week', month: 'Month' },
  back: 'Earlier',
  today: 'Today',
  on: 'Later',
  empty: 'No schedule yet',
  emptyDetail: 'Once there is one, its changes stand here, day by day.',
  states: { on: 'on', off: 'off' },
  more: (count: number) => `${count} more`,
  clock: (zone: string, minutes: number, at: string) =>
    minutes > 0
      ? `${zone}: clocks skip ${minutes} minutes, and show ${at} then`
      : `${zone}: clocks show ${-minutes} minutes twice, and ${at} then`,
  dialog: {
    title: (state: string, name: string) => `${state === 'on' ? 'On' : 'Off'}: ${name}`,
    skip: 'Leave this change out',
    skipLead: (state: string) => `Left out, its machines stay ${state} until`,
    reason: 'left out in the calendar',
    toSchedule: 'To the schedule',
  },
} as const
