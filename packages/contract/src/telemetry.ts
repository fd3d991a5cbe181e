import { z } from 'zod'
import { Id, InstantIn, InstantOut, limitOf, listOf, Uuid } from './basics.ts'
import { quickCheckOf } from './quick-check.ts'

const between = (least: number, most: number, meaning: string) => z.number().min(least).max(most).nullish().describe(meaning)
const flag = (meaning: string) => z.boolean().nullish().describe(meaning)

/** Latitude and longitude come together; they are rounded to 4 decimals (about 11 m) before anything is stored. */
export const Gps = z
  .strictObject({
    lat: between(-90, 90, 'degrees north'),
    lon: between(-180, 180, 'degrees east'),
    heading: between(-360, 360, 'degrees, true heading'),
    altitude: between(-1_000, 30_000, 'metres above the ellipsoid'),
    speed_over_ground: between(0, 5_000, 'km/h'),
  })
  .refine((gps) => (gps.lat == null) === (gps.lon == null), { message: 'lat and lon come together', path: ['lat'] })

const perPosition = (meaning: string) =>
  z
    .strictObject({
      front_left: between(-10_000, 10_000, meaning),
      front_right: between(-10_000, 10_000, meaning),
      rear_left: between(-10_000, 10_000, meaning),
      rear_right: between(-10_000, 10_000, meaning),
    })
    .nullish()

export const Engine = z.strictObject({
  n1: between(0, 150, 'low-pressure spool, percent'),
  n2: between(0, 150, 'high-pressure spool, percent'),
  egt: between(-100, 2_000, 'exhaust gas temperature, °C'),
  oil_pressure: between(0, 1_000, 'psi'),
  oil_temperature: between(-100, 300, '°C'),
})

/**
 * What an aircraft reports; every member may be absent or null. The members of the reference (SkyLink) keep their names and
 * units; `altitude` reaches real flight levels, and what an aircraft has beyond a car is added.
 */
export const Metrics = z.strictObject({
  speed: between(0, 5_000, 'speed over the ground, km/h'),
  altitude: between(-2_000, 60_000, 'pressure altitude, feet'),
  vertical_rate: between(-50_000, 50_000, 'climb (+) or descent (−), feet per minute'),
  track: between(0, 360, 'track over the ground, degrees'),
  callsign: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/, 'must be 1–8 capitals or digits')
    .nullish()
    .describe('callsign as broadcast'),
  squawk: z
    .string()
    .regex(/^[0-7]{4}$/, 'must be four octal digits')
    .nullish()
    .describe('transponder code'),
  on_ground: flag('weight on wheels'),
  gps: Gps.nullish(),
  fuel: z
    .union([
      z.number().min(0).max(400_000),
      z.strictObject({ quantity: between(0, 400_000, 'kg on board'), flow: between(0, 100_000, 'kg per hour') }),
    ])
    .nullish()
    .describe('kg on board, or quantity and flow'),
  engines: z.array(Engine).max(8).nullish().describe('one member per engine, from left to right'),
  cabin_altitude: between(-2_000, 60_000, 'feet'),
  engine_temp: between(-100, 2_500, '°C'),
  engine_status: perPosition('labelled engine value'),
  oil_level: between(0, 100, 'percent'),
  outside_temp: between(-120, 100, '°C'),
  brake_status: z.enum(['ok', 'worn', 'malfunction']).nullish(),
  battery_level: between(0, 100, 'percent'),
  airbag_status: z.enum(['armed', 'deployed', 'fault']).nullish(),
  flight_controls: z
    .strictObject({
      gear: z.int().min(-100).max(100).nullish(),
      mode: z.enum(['eco', 'normal', 'sport', 'manual']).nullish(),
    })
    .nullish(),
  lights_status: z
    .strictObject({
      headlights: flag('on'),
      brake_lights: flag('on'),
      turn_signal_left: flag('on'),
      turn_signal_right: flag('on'),
    })
    .nullish(),
  climate_control: z
    .strictObject({
      temperature_setting: between(-100, 100, '°C'),
      fan_speed: z.int().min(0).max(1_000).nullish(),
      ac_on: flag('on'),
      recirculation_mode: flag('on'),
    })
    .nullish(),
  cabin_pressure: z
    .strictObject({
      driver: flag('in order'),
      passenger_front: flag('in order'),
      rear_left: flag('in order'),
      rear_center: flag('in order'),
      rear_right: flag('in order'),
    })
    .nullish(),
})

/** One telemetry message of an aircraft. `event_id` is the sender's (version 7 is best); the pair with `aircraft_id` is stored once. */
export const TelemetryEvent = z
  .strictObject({
    aircraft_id: Uuid,
    event_id: Uuid,
    ts: InstantIn.describe('when it was measured; needs a zone'),
    metrics: Metrics,
  })
  .meta({ id: 'TelemetryEvent' })
export type TelemetryEvent = z.output<typeof TelemetryEvent>

/** True for an event that the schema accepts as it is; a no says nothing, the schema decides. */
export const isPlainEvent = quickCheckOf(TelemetryEvent) as (value: unknown) => value is TelemetryEvent
export type Metrics = z.output<typeof Metrics>

export const IngestAnswer = z.object({ status: z.enum(['created', 'duplicate']), event_id: Id })

export const BATCH_EVENTS_MAX = 1_000

export const BatchResult = z.object({
  index: z.int(),
  status: z.int().describe('201 created, 200 duplicate, or the status a single call would have had'),
  event_id: Id.optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})
export type BatchResult = z.output<typeof BatchResult>

export const BatchAnswer = z.object({
  created: z.int(),
  duplicate: z.int(),
  conflict: z.int(),
  rejected: z.int(),
  results: z.array(BatchResult),
})

/** An event as it is kept: positions rounded, `received_at` is the server's clock. */
export const StoredEvent = z
  .object({
    aircraft_id: Id,
    event_id: Id,
    ts: InstantOut,
    received_at: InstantOut,
    implausible: z.boolean().describe('true when it lies farther from its neighbour than Mach 3 could carry it'),
    fingerprint: z.string().describe('SHA-256 (hex) of the canonical payload as received'),
    metrics: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'StoredEvent' })
export type StoredEvent = z.output<typeof StoredEvent>

export const EventsQuery = z.strictObject({
  aircraft_id: Uuid.optional(),
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  limit: limitOf(1_000, 100),
  order: z
    .enum(['oldest', 'newest'])
    .default('oldest')
    .describe('of each aircraft; a cursor goes on in the order that it came with'),
  cursor: z.string().min(1).max(400).optional(),
})
export const StoredEvents = listOf(StoredEvent)

export const Position = z.object({
  aircraft_id: Id,
  registration: z.string(),
  ts: InstantOut,
  lat: z.number(),
  lon: z.number(),
  altitude: z.number().nullable(),
  speed: z.number().nullable(),
  track: z.number().nullable(),
  vertical_rate: z.number().nullable(),
  callsign: z.string().nullable(),
  on_ground: z.boolean().nullable(),
  implausible: z.boolean(),
})
export type Position = z.output<typeof Position>
export const Positions = listOf(Position)

export const TrackQuery = z.strictObject({
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  points: z.coerce
    .number()
    .int()
    .min(2)
    .max(5_000)
    .default(500)
    .describe('at most so many, spread evenly over the time asked for'),
})
export const TrackPoint = z.object({
  ts: InstantOut,
  lat: z.number(),
  lon: z.number(),
  altitude: z.number().nullable(),
  speed: z.number().nullable(),
  track: z.number().nullable(),
  vertical_rate: z.number().nullable(),
  implausible: z.boolean(),
})
export type TrackPoint = z.output<typeof TrackPoint>
export const Track = z.object({
  aircraft_id: Id,
  from: InstantOut,
  to: InstantOut,
  total: z.int().describe('positions in that time before thinning'),
  points: z.array(TrackPoint),
})

export const CountsQuery = z.strictObject({ from: InstantIn.optional(), to: InstantIn.optional() })
export const Counts = z.object({ items: z.array(z.object({ aircraft_id: Id, count: z.int() })) })

export const EventProof = z.object({
  record: z.record(z.string(), z.unknown()).describe('the stored record, as it was hashed'),
  batch: z.object({ index: z.int(), size: z.int(), proof: z.array(z.string()) }),
  entry: z.record(z.string(), z.unknown()).describe('the audit entry that holds the root of the batch'),
  inclusion: z.object({ index: z.int(), tree_size: z.int(), proof: z.array(z.string()) }),
  checkpoint: z.string(),
})
