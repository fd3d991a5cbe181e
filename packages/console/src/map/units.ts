import { ref, watch } from 'vue'

const KEY = 'skykeep-units'
export type Units = 'aviation' | 'metric'

/** How heights and speeds are written: feet and knots, or metres and kilometres an hour. */
export const units = ref<Units>(localStorage.getItem(KEY) === 'metric' ? 'metric' : 'aviation')
watch(units, (chosen) => localStorage.setItem(KEY, chosen))

const KMH_PER_KNOT = 1.852
const FEET_PER_METRE = 3.280_84
const whole = (value: number) => Math.round(value).toLocaleString('en')

export const speedIn = (kmh: number, of: Units): number => (of === 'metric' ? kmh : kmh / KMH_PER_KNOT)
export const heightIn = (feet: number, of: Units): number => (of === 'metric' ? feet / FEET_PER_METRE : feet)
export const climbIn = (feetPerMinute: number, of: Units): number =>
  of === 'metric' ? feetPerMinute / FEET_PER_METRE / 60 : feetPerMinute

export const unitNames = {
  aviation: { speed: 'kt', height: 'ft', climb: 'ft/min' },
  metric: { speed: 'km/h', height: 'm', climb: 'm/s' },
} as const

/** @param kmh kilometres an hour; null: nothing is known */
export const writeSpeed = (kmh: number | null, of: Units): string =>
  kmh === null ? '–' : `${whole(speedIn(kmh, of))} ${unitNames[of].speed}`
/** @param feet null: nothing is known */
export const writeHeight = (feet: number | null, of: Units): string =>
  feet === null ? '–' : `${whole(heightIn(feet, of))} ${unitNames[of].height}`
/** @param feetPerMinute null: nothing is known */
export const writeClimb = (feetPerMinute: number | null, of: Units): string => {
  if (feetPerMinute === null) return '–'
  const value = climbIn(feetPerMinute, of)
  return `${value > 0 ? '+' : ''}${of === 'metric' ? value.toFixed(1) : whole(value)} ${unitNames[of].climb}`
}
