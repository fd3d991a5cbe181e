export { type Airport, airports } from './aircraft/airports.ts'
export { type Aircraft, fleet } from './aircraft/fleet.ts'
export { type AircraftState, stateAt } from './aircraft/flight.ts'
export { ApiError } from './api-error.ts'
export { type Azure, type AzureOptions, startAzure } from './azure/azure.ts'
export type { Control as AzureControl } from './azure/control.ts'
export { demoWorld as demoAzureWorld } from './azure/demo-world.ts'
export { leastActions as leastAzureActions } from './azure/role-definitions.ts'
export type { AzureClock } from './azure/time.ts'
export { worldBuilder as azureWorldBuilder } from './azure/world-builder.ts'
export type { WorldSpec as AzureWorldSpec } from './azure/world-spec.ts'
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
