import type { Stage } from './stage.ts'

export interface Journey {
  title: string
  walk(stage: Stage): Promise<void>
}

/** Somebody's errand in the console, from the sign-in on. A file `*.journey.ts` exports some of them as `journeys`. */
export const journey = (title: string, walk: Journey['walk']): Journey => ({ title, walk })
