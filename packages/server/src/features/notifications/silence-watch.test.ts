import { afterAll, beforeAll, expect } from 'vitest'
import { control } from '../../testing/control.ts'
import { aSchedule } from '../schedules/testing/schedule-world.ts'
import { SilenceWatch } from './silence-watch.ts'
import { aWebhook, type NotificationWorld, notificationWorld } from './testing/notification-world.ts'

let world: NotificationWorld
beforeAll(async () => {
  world = await notificationWorld()
})
afterAll(() => world.close())

control(
  'NOTIFY-20',
  'changes that nobody makes are told to their team, once for each time however many watch, and so is their end',
  async () => {
    const [team, quiet] = [await world.team(), await world.team()]
    const events = ['scheduler.silent', 'scheduler.recovered']
    const narrow = { only_about: { connection_ids: [team.connection] } }
    for (const one of [team, quiet])
      await one.owner('POST /notifications/rules', { body: aWebhook(undefined, { events, ...narrow }) })
    world.clock.set('2026-11-26T17:00:00Z')
    const machine = await team.machine({ power: 'running' })
    await team.schedules('POST /schedules', { body: aSchedule({ machine_ids: [machine] }) })
    const watches = Array.from(
      { length: 4 },
      () => new SilenceWatch({ ...world, log: world.log, tell: world.notifications.tell }),
    )
    const look = () => Promise.all(watches.map((watch) => watch.round()))
    const told = async () => (await team.rows()).map(({ event, body }) => [event, body.title])

    world.clock.set('2026-11-26T17:34:59Z') // the stop is at 17:30
    await look()
    expect(await told()).toEqual([])
    const silent = ['scheduler.silent', 'Changes that were due 5 minutes ago were not made']
    world.clock.set('2026-11-26T17:35:01Z')
    await look()
    world.clock.set('2026-11-26T17:50:00Z')
    await look()
    expect(await told()).toEqual([silent])

    await team.as((tx) => world.schedules.takeDue(tx, world.clock.now(), 10))
    await look()
    await look()
    const recovered = ['scheduler.recovered', 'Changes that are due are being made again']
    expect(await told()).toEqual([silent, recovered])

    world.clock.set('2026-11-27T07:06:00Z') // the start at 07:00 in winter
    await look()
    expect((await told()).map(([event]) => event)).toEqual(['scheduler.silent', 'scheduler.recovered', 'scheduler.silent'])
    expect(await quiet.rows()).toEqual([])
  },
)
