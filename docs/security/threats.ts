import type { Threat } from './register.ts'
export const threats: Record<string, Threat> = {}
