import { Problem } from '@skykeep/contract'
import { z } from 'zod'
import type { Secret } from '../../config/secret.ts'
import type { App } from '../../http/app.ts'
import { INTERNAL_PATH, verifyInternal } from '../../http/internal-call.ts'

interface Needs {
  tokens: { tokenFor(cookie: string): Promise<{ access_token: string }> }
  internalKey: Secret
}

/** For gateways in other processes: which token stands for a cookie. They prove that they are ours under the key of the installation. */
export function internalRoutes(app: App, { tokens, internalKey }: Needs): void {
  app.post(
    INTERNAL_PATH,
    {
      config: { public: 'only processes of this installation have the key that it is signed with', limit: 'none' },
      schema: { hide: true, body: z.strictObject({ cookie: z.string().max(100) }) },
    },
    async (request) => {
      if (!verifyInternal(request.headers['skykeep-internal'], request.body.cookie, internalKey)) throw new Problem('NOT_FOUND')
      return tokens.tokenFor(request.body.cookie)
    },
  )
}
