import { z } from 'zod'
import { Uuid } from './basics.ts'

export const ACCESS_TOKEN_SECONDS = 900

/**
 * An aircraft asks for a token with exactly one proof of identity: the client certificate of the connection, a
 * `client_assertion` (RFC 7523), or its `client_secret`. There is no role to ask for: it comes from the registry.
 */
export const TokenRequest = z
  .strictObject({
    aircraft_id: Uuid,
    client_secret: z.string().min(1).max(200).optional(),
    client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer').optional(),
    client_assertion: z.string().min(1).max(4_000).optional(),
  })
  .refine((request) => !(request.client_secret && request.client_assertion), {
    message: 'give one proof of identity, not two',
    path: ['client_assertion'],
  })

export const TokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  scope: z.string(),
})
