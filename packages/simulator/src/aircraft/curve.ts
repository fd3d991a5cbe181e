/** A value that goes from one level to another while x goes from 0 to 1. */
export type Curve = { from: number; to: number; shape: Shape }

type Shape = keyof typeof shapes

/**
 * Each shape rises from 0 to 1, with its slope and its area known in closed form: speed gives the distance flown and thrust the
 * fuel burnt at any instant, without walking there in steps.
 */
const shapes = {
  smooth: {
    at: (x: number) => x * x * (3 - 2 * x),
    slope: (x: number) => 6 * x * (1 - x),
    area: (x: number) => x ** 3 * (1 - x / 2),
  },
  early: { at: (x: number) => x * (2 - x), slope: (x: number) => 2 - 2 * x, area: (x: number) => x * x * (1 - x / 3) },
  late: { at: (x: number) => x * x, slope: (x: number) => 2 * x, area: (x: number) => x ** 3 / 3 },
  // Steepest after a third of the time, level at both ends: how an airliner climbs …
  climb: {
    at: (x: number) => x * x * (6 - 8 * x + 3 * x * x),
    slope: (x: number) => 12 * x * (1 - x) ** 2,
    area: (x: number) => x ** 3 * (2 - 2 * x + 0.6 * x * x),
  },
  // … and the same backwards: how it comes down.
  descent: {
    at: (x: number) => x ** 3 * (4 - 3 * x),
    slope: (x: number) => 12 * x * x * (1 - x),
    area: (x: number) => x ** 4 * (1 - 0.6 * x),
  },
} as const

export const steady = (level: number): Curve => ({ from: level, to: level, shape: 'smooth' })
export const curve = (from: number, to: number, shape: Shape = 'smooth'): Curve => ({ from, to, shape })

export const valueAt = ({ from, to, shape }: Curve, x: number): number => from + (to - from) * shapes[shape].at(x)
export const slopeAt = ({ from, to, shape }: Curve, x: number): number => (to - from) * shapes[shape].slope(x)
export const areaUpTo = ({ from, to, shape }: Curve, x: number): number => from * x + (to - from) * shapes[shape].area(x)
