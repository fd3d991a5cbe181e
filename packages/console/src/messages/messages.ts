import { en } from './en.ts'

/** Another language has to satisfy this type: what it forgets does not compile. */
export type Messages = typeof en

export const t: Messages = en
