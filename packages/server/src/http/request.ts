import type { Permission } from '@skykeep/contract'
import type { Principal } from '../auth/principal.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { Trace } from './trace.ts'

/** What an allowance counts: each class has its own counter per principal (see `rate-limits.ts`). */
export type LimitClass = 'single' | 'batch' | 'token' | 'none'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission that the call needs. A route without this must say why it is `public`. */
    permission?: Permission
    /** Beside `permission`: a second one that the call needs as well. */
    permissionToo?: Permission
    /** Why nobody needs to be authenticated here. */
    public?: string
    /** Why any authenticated principal may call this, whatever it is permitted. */
    anyPrincipal?: string
    /** Why any person may call this, whatever they are permitted: it concerns their own account. */
    person?: string
    /**
     * Beside `permission`: why a person may call this without it, by themselves (`isThemselves`). Where the path names an account
     * (`account_id`), only about that of their own.
     */
    orThemselves?: string
    /** Why a person must have proven who they are within the last ten minutes. */
    fresh?: string
    limit?: LimitClass
    /** Why a success is counted but not logged (a line for each would cost more than the call). */
    quiet?: string
  }

  interface FastifyRequest {
    trace: Trace
    principal: Principal
    /** The client certificate of the connection, read structurally; null without one. */
    certificate: ClientCertificate | null
    /** Why the answer is a problem: set by the error handler, read by log and metric. */
    problemCode: string | null
    /** The access token that stands for the session cookie of the request; null when there was none. */
    sessionToken: string | null
  }
}
