import { createPublicKey } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oauthCalls } from './testing/oauth-calls.ts'
import { oauthWorld, type World } from './testing/oauth-world.ts'

/**
 * Our access tokens in the hands of a resource server that somebody else wrote: it knows the issuer's address, reads the published keys
 * and checks with `jsonwebtoken`, which shares no code with what signs and checks here.
 */
let world: World
let token: string
let client: Awaited<ReturnType<World['newClient']>>
beforeAll(async () => {
  world = await oauthWorld()
  client = await world.newClient()
  token = await oauthCalls(world.issuer).tokenOf(client)
})
afterAll(() => world.close())

interface Published {
  kid: string
  kty: string
  n: string
  e: string
}

async function publishedKeys(): Promise<Published[]> {
  const discovery = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json()) as { jwks_uri: string }
  return ((await (await fetch(discovery.jwks_uri)).json()) as { keys: Published[] }).keys
}

async function check(text: string, more: jwt.VerifyOptions = {}): Promise<jwt.JwtPayload> {
  const header = jwt.decode(text, { complete: true })?.header
  const key = (await publishedKeys()).find(({ kid }) => kid === header?.kid)
  if (!key) throw new Error('no such key')
  const publicKey = createPublicKey({ key, format: 'jwk' })
  const options = { algorithms: ['RS256' as const], issuer: world.issuer, audience: 'skykeep', ...more }
  return jwt.verify(text, publicKey, options) as jwt.JwtPayload
}

test('a library of somebody else believes our access tokens by our published keys, and says the same of them as we do', async () => {
  expect(await check(token)).toMatchObject({ sub: client.id, team: client.team_id, scope: expect.stringContaining('team:read') })
  expect(jwt.decode(token, { complete: true })?.header).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
})

test('it refuses them edited, for others, and after their end', async () => {
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as jwt.JwtPayload
  const edited = Buffer.from(JSON.stringify({ ...claims, scope: 'team:write' })).toString('base64url')
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid: (await publishedKeys())[0]!.kid })).toString('base64url')
  await expect(check(`${header}.${edited}.${signature}`)).rejects.toThrow('invalid signature')
  await expect(check(`${unsigned}.${payload}.`)).rejects.toThrow('jwt signature is required')
  await expect(check(token, { audience: 'elsewhere' })).rejects.toThrow('jwt audience invalid')
  await expect(check(token, { issuer: 'https://elsewhere.example' })).rejects.toThrow('jwt issuer invalid')
  await expect(check(token, { clockTimestamp: claims.exp })).rejects.toThrow('jwt expired')
  await expect(check(token, { algorithms: ['HS256'] })).rejects.toThrow('invalid algorithm')
})
