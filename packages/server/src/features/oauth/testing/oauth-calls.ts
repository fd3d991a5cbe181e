import { form } from './tls-client.ts'

/** The members of answers that tests look into. */
export interface Told {
  access_token: string
  scope: string
  error: string
  code: string
  [member: string]: unknown
}

export const told = async (answer: Response): Promise<Told> => (await answer.json()) as Told

interface Asker {
  id: string
  secret: string
}

/** Calls of the OAuth server as clients with a secret make them. */
export function oauthCalls(issuer: string) {
  const post = (path: string, members: Record<string, string>, headers: Record<string, string> = {}) => {
    const request = form(members)
    return fetch(`${issuer}${path}`, { ...request, headers: { ...request.headers, ...headers } })
  }
  const ask = ({ id, secret }: Asker, more: Record<string, string> = {}) =>
    post('/oauth/token', { grant_type: 'client_credentials', client_id: id, client_secret: secret, ...more })
  return {
    post,
    ask,
    tokenOf: async (asker: Asker, more: Record<string, string> = {}) => (await told(await ask(asker, more))).access_token,
    whoami: (token: string) => fetch(`${issuer}/whoami`, { headers: { authorization: `Bearer ${token}` } }),
  }
}
