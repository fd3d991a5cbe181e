import type { PersonCaller } from '../../auth/principal.ts'

/** A session as it goes into the cookie. */
export interface StartedSession {
  cookie: string
  maxAgeSeconds: number
}

/**
 * The session has proven more than before: it gets another identifier, so that whoever knew the former one has not risen with it.
 * Done by the sessions of the installation, after the change is committed.
 */
export type Rise = (caller: PersonCaller, methods: string[]) => Promise<StartedSession>
