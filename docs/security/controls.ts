import type { Control } from './register.ts'
export const controls: Record<string, Control> = {}
