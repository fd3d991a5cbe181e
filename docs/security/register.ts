import { controls } from './controls.ts'
import { threats } from './threats.ts'

/** Something that protects: it exists only while a test named after it fails without it. */
export interface Control {
  /** What it guarantees, in one sentence. The tests say it in detail. */
  promise: string
  /** The metric or audit action by which an operator sees it at work, or fail. */
  seen?: string
}

export type Category =
  | 'Spoofing'
  | 'Tampering'
  | 'Repudiation'
  | 'Information disclosure'
  | 'Denial of service'
  | 'Elevation of privilege'

/** The truth about a threat today: all of it is met, a part (and what is missing), or it waits (and for what). */
export type Status = 'done' | `partly: ${string}` | `later: ${string}`

export interface Threat {
  category: Category
  threat: string
  impact: 'maximum' | 'high' | 'medium' | 'low'
  likelihood: 'likely' | 'possible' | 'unlikely' | 'rare'
  /** Ids of controls. */
  controls: readonly string[]
  status: Status
}

/** Threats and controls by id. Edit `threats.ts` and `controls.ts`, then `npm run gen`. */
export const register: {
  threats: Record<string, Threat>
  controls: Record<string, Control>
} = { threats, controls }
