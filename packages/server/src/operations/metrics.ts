import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Upper bounds in seconds; the alerts on latency use 0.25 and 2.5, so both are buckets. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Every metric of the program. Labels come from closed lists (route patterns, codes), never from what a caller sent. */
export class Metrics {
  readonly registry = new Registry()
  readonly requests = this.#counter('http_requests_total', 'Answers by route, method and status', ['route', 'method', 'status'])
  readonly aborted = this.#counter('http_requests_aborted_total', 'Callers that hung up before their answer, by route', ['route'])
  readonly problems = this.#counter('http_problems_total', 'Refusals and failures by problem code', ['code'])
  readonly rateLimited = this.#counter('rate_limit_exceeded_total', 'Calls refused by a rate limit', ['route', 'method'])
  readonly authenticationFailures = this.#counter('authentication_failures_total', 'Credentials refused, by problem code', [
    'code',
  ])
  readonly authorizationFailures = this.#counter(
    'authorization_failures_total',
    'Calls refused for want of a right, by problem code',
    ['code'],
  )
  readonly tokensIssued = this.#counter('tokens_issued_total', 'Access tokens issued, by proof of identity', ['proof'])
  readonly unknownGrants = this.#counter(
    'unknown_grants_total',
    'Principals read whose roles or permissions in the store do not exist; they count for nothing',
    [],
  )
  readonly telemetryEvents = this.#counter('telemetry_events_total', 'Events by outcome', ['outcome'])
  readonly telemetryFlushes = this.#counter('telemetry_flushes_total', 'Group commits of events', [])
  readonly auditEntries = this.#counter('audit_entries_total', 'Audit entries given their place in the tree', [])
  readonly mailsSent = this.#counter('mails_sent_total', 'Mails that the mail server took', [])
  readonly mailsGivenUp = this.#counter('mails_given_up_total', 'Mails that no mail server took for three days', [])
  readonly connectionChecks = this.#counter('connection_checks_total', 'Checks of connections to clouds, by what they came to', [
    'outcome',
  ])
  readonly cloudCalls = this.#counter('cloud_calls_total', 'Actions that a cloud was asked for, by what it answered', [
    'action',
    'outcome',
  ])
  readonly transitionsEnded = this.#counter(
    'transitions_ended_total',
    'Changes of machines that came to an end, by outcome and class of failure',
    ['outcome', 'class'],
  )
  readonly changeLateness = new Histogram({
    name: 'schedule_change_lateness_seconds',
    help: 'Time from the instant of a change to the decision about it',
    buckets: [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600],
    registers: [this.registry],
  })
  readonly notificationsSent = this.#counter('notifications_sent_total', 'Messages that a webhook or the outbox of mails took', [
    'channel',
  ])
  readonly notificationsGivenUp = this.#counter(
    'notifications_given_up_total',
    'Messages that were given up, by the last failure',
    ['class'],
  )
  readonly weatherAnswers = this.#counter(
    'weather_answers_total',
    'Answers about weather by what was asked, and whether they were fresh, kept, stale, or could not be had',
    ['what', 'kind'],
  )
  readonly contactsCalls = this.#counter('contacts_calls_total', 'Questions for linked contacts, by what came of them', [
    'outcome',
  ])
  readonly latency = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['route', 'method'],
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  })
  readonly #seen = new Map<string, { count: Counter.Internal; time: Histogram.Internal<'route' | 'method'> }>()

  constructor() {
    collectDefaultMetrics({ register: this.registry })
  }

  answered(method: string, route: string, status: number, seconds: number, problemCode: string | null): void {
    const key = `${method} ${route} ${status}`
    let seen = this.#seen.get(key)
    if (!seen) {
      seen = {
        count: this.requests.labels({ route, method, status: String(status) }),
        time: this.latency.labels({ route, method }),
      }
      this.#seen.set(key, seen)
    }
    seen.count.inc()
    seen.time.observe(seconds)
    if (problemCode !== null) this.#refused(method, route, status, problemCode)
  }

  /** A number that is read when the metrics are asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read())
      },
    })
  }

  #refused(method: string, route: string, status: number, code: string): void {
    this.problems.inc({ code })
    if (status === 429) this.rateLimited.inc({ route, method })
    if (status === 401) this.authenticationFailures.inc({ code })
    if (status === 403) this.authorizationFailures.inc({ code })
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }
}
