import { randomBytes } from 'node:crypto'

/** Time is handed in, so that a test can move it and a rotation needs no waiting. */
export interface Clock {
  now(): Date
}

/** `length` bytes that nobody can guess. Handed in only by tests; everything else uses {@link secureRandom}. */
export type RandomBytes = (length: number) => Uint8Array

export const secureRandom: RandomBytes = (length) => randomBytes(length)
