export { type Airport, airports } from './aircraft/airports.ts'
export { type Aircraft, fleet } from './aircraft/fleet.ts'
export { type AircraftState, stateAt } from './aircraft/flight.ts'
export { ApiError } from './api-error.ts'
export {
  type AircraftClient,
  type AircraftCredential,
  type Api,
  aircraftOf,
  type BatchAnswer,
  connectTo,
  type EventResult,
  type NewAircraft,
  type Operator,
  type OperatorCredential,
  operatorOf,
} from './client.ts'
export { type Clock, systemClock } from './clock.ts'
export { eventOfRow, eventOfState, type Metrics, type TelemetryEvent } from './event.ts'
export { type FlyCredential, type FlyOptions, type FlyReport, fly } from './fly.ts'
export { type Mailbox, startMailbox } from './mailbox/mailbox.ts'
export type { ReceivedMail } from './mailbox/received-mail.ts'
export { type ProgressDisplay, showProgress } from './progress.ts'
export { formatReport, type ReplayOptions, type ReplayProgress, type ReplayReport, replay } from './replay.ts'
