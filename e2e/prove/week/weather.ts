/** Things that go wrong, one after the other, each for some simulated minutes. Which and when follows from the seed. */
export interface Weather {
  name: string
  begin(control: Control): Promise<void>
  end(control: Control): Promise<void>
}

export type Control = <T = unknown>(name: string, body?: object) => Promise<T>

export interface Places {
  regions: string[]
  applications: { id: string; object_id: string; subscriptions: string[]; certificate: string }[]
}

const none = async () => {}
const fault = (name: string, body: object): Weather => ({
  name,
  begin: (control) => control('faults', body).then(() => undefined),
  end: none,
})

/** All kinds of them, with the places picked by `pick`. */
export function weatherOf({ regions, applications }: Places, pick: <T>(list: readonly T[]) => T): (() => Weather)[] {
  const region = () => pick(regions)
  const somewhere = () => pick(pick(applications).subscriptions)
  const minutes = (n: number) => n * 60
  return [
    () =>
      fault('429 of the resource manager', {
        kind: 'throttle',
        probability: 0.3,
        for_seconds: minutes(8),
        match: { subscription: somewhere() },
        params: { body: 'arm', retry_after: 20 },
      }),
    () =>
      fault('429 of Compute', {
        kind: 'throttle',
        probability: 0.3,
        for_seconds: minutes(8),
        match: { subscription: somewhere() },
        params: { body: 'compute', retry_after: 30 },
      }),
    () => fault('5xx', { kind: 'error', probability: 0.3, for_seconds: minutes(10), params: { status: 503 } }),
    () => fault('connections lost after the effect', { kind: 'reset_after', probability: 0.2, for_seconds: minutes(10) }),
    () => fault('connections lost before it', { kind: 'reset_before', probability: 0.2, for_seconds: minutes(10) }),
    () =>
      fault('no answer after the effect', {
        kind: 'timeout_after',
        match: { route: ['start', 'deallocate'] },
        next: 4,
        for_seconds: minutes(20),
      }),
    () => fault('answers of a proxy', { kind: 'html', probability: 0.1, for_seconds: minutes(10) }),
    () => fault('half answers', { kind: 'truncated', probability: 0.1, for_seconds: minutes(10) }),
    () =>
      fault('operations fail late', {
        kind: 'late_failure',
        probability: 0.2,
        for_seconds: minutes(15),
        params: { code: 'InternalExecutionError' },
      }),
    () => fault('pre-empted operations', { kind: 'preempted', probability: 0.1, for_seconds: minutes(15) }),
    () => fault('lost operations', { kind: 'operation_lost', probability: 0.3, for_seconds: minutes(15) }),
    () => fault('operations nobody may follow', { kind: 'no_follow', probability: 0.3, for_seconds: minutes(15) }),
    () => fault('nothing to follow', { kind: 'no_operation_headers', probability: 0.3, for_seconds: minutes(15) }),
    () => fault('conflicts', { kind: 'conflict', probability: 0.2, for_seconds: minutes(10) }),
    () => fault('states missing from lists', { kind: 'no_power_state', probability: 0.2, for_seconds: minutes(15) }),
    () => fault('a region is down', { kind: 'region_down', for_seconds: minutes(15), match: { region: region() } }),
    () => ({
      name: 'no room in a region',
      begin: (control) => control('capacity', { region: region(), for_seconds: minutes(25) }).then(() => undefined),
      end: none,
    }),
    () => {
      const application = pick(applications)
      const scope = `/subscriptions/${pick(application.subscriptions)}`
      return {
        name: 'a role is taken away',
        begin: (control) => control('revoke', { object_id: application.object_id, scope }).then(() => undefined),
        end: (control) =>
          control('assign', { object_id: application.object_id, role: 'Machine power operator', scope }).then(() => undefined),
      }
    },
    () => {
      const { id, certificate } = pick(applications)
      return {
        name: 'a certificate is not taken any more',
        begin: async (control) => {
          await control('application', { id, certificates: [] })
          await control('revoke_tokens')
        },
        end: (control) => control('application', { id, certificates: [certificate] }).then(() => undefined),
      }
    },
  ]
}
