import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** What an endpoint answers: a status, and a body to be sent as JSON. */
export interface Answer {
  status: number
  body: Record<string, unknown>
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const random = () => randomBytes(24).toString('base64url')
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const refusal = (error: string, error_description?: string): Answer => ({
  status: 400,
  body: { error, ...(error_description && { error_description }) },
})

function jwt(claims: object): string {
  const input = `${encoded({ alg: 'RS256', typ: 'JWT', kid: 'pretend' })}.${encoded(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

interface Asked {
  challenge: string
  redirect: string
  nonce: string
  scope: string
}

interface Family {
  scope: string
  refresh: string
  used: Set<string>
  access: Set<string>
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** An authorization server in memory, written from the RFCs and not from ours: one client, one person, who always agrees. */
export function pretendOAuth() {
  const codes = new Map<string, Asked>()
  const devices = new Map<string, string>()
  let families: Family[] = []
  const it = {
    issuer: '',
    person: { sub: '0198f2d3-0000-7000-8000-0000000000aa', name: 'Ada', email: 'ada@example.org' },
    team: '0198f2d3-0000-7000-8000-00000000000a' as string | undefined,
    expiresIn: 900,
    /** Every token, code and secret that ever went out: none of them may be seen. */
    handedOut: [] as string[],
    /** How often a refresh token was taken. */
    refreshes: 0,
    revoked: [] as string[],
    /** What the device flow answers before it agrees. */
    deviceErrors: [] as string[],
    interval: undefined as number | undefined,
    withRefreshToken: true,
    claims: {} as Record<string, unknown>,

    /** The address to which the browser is sent. @throws Error when the request is not as it must be */
    authorize(query: URLSearchParams): URL {
      const value = (name: string) => query.get(name) ?? ''
      const redirect = new URL(value('redirect_uri'))
      const isRight =
        value('client_id') === 'skykeep-cli' &&
        value('response_type') === 'code' &&
        value('code_challenge_method') === 'S256' &&
        value('state').length >= 43 &&
        redirect.protocol === 'http:' &&
        redirect.hostname === '127.0.0.1' &&
        redirect.pathname === '/callback'
      if (!isRight) throw new Error(`a wrong authorization request: ${query}`)
      const code = keep(random())
      const asked = { challenge: value('code_challenge'), redirect: redirect.href, nonce: value('nonce'), scope: value('scope') }
      codes.set(code, asked)
      redirect.search = new URLSearchParams({ code, state: value('state'), iss: it.issuer }).toString()
      return redirect
    },

    beginDevice(form: URLSearchParams): Answer {
      if (form.get('client_id') !== 'skykeep-cli') return { status: 401, body: { error: 'invalid_client' } }
      const device_code = keep(random())
      devices.set(device_code, form.get('scope') ?? '')
      const verification_uri = `${it.issuer}/console/device`
      const body = { device_code, user_code: 'BCDF-GHJK', verification_uri, expires_in: 600 }
      const complete = { verification_uri_complete: `${verification_uri}?user_code=BCDF-GHJK` }
      return { status: 200, body: { ...body, ...complete, ...(it.interval !== undefined && { interval: it.interval }) } }
    },

    token(form: URLSearchParams): Answer {
      if (form.get('client_id') !== 'skykeep-cli') return { status: 401, body: { error: 'invalid_client' } }
      const grant = form.get('grant_type')
      if (grant === 'authorization_code') return redeem(form)
      if (grant === 'refresh_token') return refresh(form.get('refresh_token') ?? '')
      return grant === DEVICE_GRANT ? poll(form.get('device_code') ?? '') : refusal('unsupported_grant_type')
    },

    revoke(form: URLSearchParams): void {
      const token = form.get('token') ?? ''
      it.revoked.push(token)
      families = families.filter(({ refresh, access }) => refresh !== token && !access.has(token))
    },

    isValid: (token: string): boolean => families.some(({ access }) => access.has(token)),
    endAccessTokens: (): void => {
      for (const { access } of families) access.clear()
    },
    endEverything: (): void => {
      families = []
    },
  }

  function redeem(form: URLSearchParams): Answer {
    const code = form.get('code') ?? ''
    const asked = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (asked?.challenge !== challenge || asked.redirect !== form.get('redirect_uri')) return refusal('invalid_grant')
    return issue(begin(asked.scope), { nonce: asked.nonce })
  }

  function poll(code: string): Answer {
    const error = it.deviceErrors.shift()
    if (error !== undefined) return refusal(error)
    const scope = devices.get(code)
    devices.delete(code)
    return scope === undefined ? refusal('invalid_grant') : issue(begin(scope), {})
  }

  /** A refresh token works once; the second time everything that came of it is over (RFC 9700 §4.14.2). */
  function refresh(token: string): Answer {
    const family = families.find((one) => one.refresh === token)
    if (family) {
      it.refreshes++
      family.used.add(token)
      return issue(family)
    }
    families = families.filter(({ used }) => !used.has(token))
    return refusal('invalid_grant', 'the refresh token is not valid')
  }

  function begin(scope: string): Family {
    const family = { scope, refresh: '', used: new Set<string>(), access: new Set<string>() }
    families.push(family)
    return family
  }

  function issue(family: Family, id?: { nonce?: string }): Answer {
    const seconds = Math.floor(Date.now() / 1_000)
    const access_token = keep(jwt({ team: it.team, jti: random() }))
    family.access.add(access_token)
    family.refresh = keep(random())
    const about = { iss: it.issuer, aud: 'skykeep-cli', sub: it.person.sub, iat: seconds, exp: seconds + 900 }
    const { scope } = family
    return {
      status: 200,
      body: {
        access_token,
        token_type: 'Bearer',
        expires_in: it.expiresIn,
        scope,
        ...(it.withRefreshToken && { refresh_token: family.refresh }),
        ...(id && { id_token: keep(jwt({ ...about, ...id, ...it.claims })) }),
      },
    }
  }

  function keep(secret: string): string {
    it.handedOut.push(secret)
    return secret
  }

  return it
}
