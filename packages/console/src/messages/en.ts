import { frame } from './en/frame.ts'
import { machines } from './en/machines.ts'
import { overview } from './en/overview.ts'
import { parts } from './en/parts.ts'
import { runs } from './en/runs.ts'
import { savings } from './en/savings.ts'
import { schedules } from './en/schedules.ts'
import { session } from './en/session.ts'

/** Every text of the console, one file for each area. */
export const en = { frame, machines, overview, parts, runs, savings, schedules, session }
