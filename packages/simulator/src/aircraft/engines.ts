import type { Aircraft } from './fleet.ts'
import { idleThrust } from './leg.ts'
import { randomFrom } from './random.ts'
import { aircraftTypes } from './types.ts'

export type EngineState = { n1: number; n2: number; egtC: number; oilPressurePsi: number; oilTempC: number }

/** All engines get the same thrust; each answers with a small difference of its own and a slow drift. */
export function enginesAt(aircraft: Aircraft, instantMs: number, thrust: number, outsideC: number): EngineState[] {
  return Array.from({ length: aircraftTypes[aircraft.type].engines }, (_, index) => {
    const random = randomFrom(aircraft.seed, 'engine', index)
    const habit = 1 + (random() - 0.5) * 0.012
    const drift = 1 + 0.003 * Math.sin((instantMs / 1000 / (90 + 60 * random())) * 2 * Math.PI)
    return engine(thrust, outsideC, habit * drift)
  })
}

function engine(thrust: number, outsideC: number, own: number): EngineState {
  // 0 to 1 while the engine starts up to idle, then 0 to 1 from idle to take-off thrust.
  const running = Math.min(1, thrust / idleThrust)
  const power = Math.max(0, (thrust - idleThrust) / (1 - idleThrust))
  const spin = 1 - (1 - power) ** 3.5
  return {
    n1: (21 * running + 76 * spin) * own,
    n2: (60 * running + 37 * spin) * own,
    egtC: outsideC + ((420 - outsideC) * running + 430 * power ** 0.8) * own,
    oilPressurePsi: (25 * running + 30 * spin) * own,
    oilTempC: outsideC + ((72 - outsideC) * running + 33 * Math.sqrt(power)) * own,
  }
}
