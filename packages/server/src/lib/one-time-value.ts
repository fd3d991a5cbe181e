import { hash, randomBytes } from 'node:crypto'

/** 256 random bits to hand out: nobody guesses them, so their plain hash is enough to find and compare them by. */
export const newValue = (): string => randomBytes(32).toString('base64url')

/** What is kept of a value that was handed out. */
export const hashOf = (value: string): string => hash('sha256', value, 'base64url')
