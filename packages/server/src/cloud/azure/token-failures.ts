import type { FailureClass } from '../cloud-provider.ts'

/** What the numbers of Entra's refusals mean for us, with our words for each: theirs hold names and ids that are not ours to pass on. */
const byNumber: Readonly<Record<number, readonly [FailureClass, string]>> = {
  700016: ['configuration', 'The application is not in this tenant: the tenant or the client id is wrong, or nobody consented'],
  700027: ['authorization', 'The certificate is not registered at the application, has expired, or belongs to another key'],
  7000215: ['authorization', 'The secret is wrong'],
  7000222: ['authorization', 'The secret has expired'],
  7000218: ['defect', 'The request for a token held no proof'],
  7000112: ['authorization', 'The application is disabled'],
  50012: ['authorization', 'The signature of the proof is not accepted'],
  50013: ['authorization', 'The proof is not accepted; is the clock of this machine right?'],
  50027: ['authorization', 'The proof is malformed'],
  700024: ['authorization', 'The proof lies outside its time; is the clock of this machine right?'],
  90002: ['configuration', 'There is no such tenant in this cloud'],
  900023: ['configuration', 'The tenant is neither a domain nor an id'],
  70011: ['defect', 'The scope of the token is malformed'],
  500011: ['configuration', 'The tenant does not know the resource manager: the wrong cloud'],
  53003: ['authorization', 'A conditional access policy of the tenant refuses this application from here'],
  530032: ['authorization', 'A security policy of the tenant refuses this application'],
  530035: ['authorization', 'The security defaults of the tenant refuse this application'],
  1000031: ['configuration', 'The application has no service principal in this tenant'],
  50196: ['throttled', 'The tenant was asked for tokens too often'],
  90055: ['throttled', 'The tenant is throttled'],
  90006: ['transient', 'The authority failed in passing'],
  90012: ['transient', 'The authority failed in passing'],
  90024: ['transient', 'The authority failed in passing'],
  90033: ['transient', 'The authority failed in passing'],
}

/** For numbers that we do not know: the word of the protocol (RFC 6749) decides. */
const byError: Readonly<Record<string, readonly [FailureClass, string]>> = {
  unauthorized_client: ['authorization', 'The application may not sign in this way'],
  invalid_client: ['authorization', 'The proof of the application is refused'],
  invalid_grant: ['authorization', 'The proof of the application is refused'],
  access_denied: ['authorization', 'The tenant refuses the application'],
  invalid_resource: ['configuration', 'The tenant does not know the resource manager: the wrong cloud'],
  invalid_scope: ['defect', 'The scope of the token is malformed'],
  invalid_request: ['defect', 'The authority does not take the request'],
  unsupported_grant_type: ['defect', 'The authority does not take the request'],
  temporarily_unavailable: ['transient', 'The authority failed in passing'],
  server_error: ['transient', 'The authority failed in passing'],
}

export interface Verdict {
  kind: FailureClass
  code: string
  message: string
}

/** What a refused request for a token means. `numbers` are its `error_codes`; statuses decide where both are unknown. */
export function tokenVerdict(status: number, error: string, numbers: readonly number[]): Verdict {
  for (const number of numbers) {
    const known = byNumber[number]
    if (known) return { kind: known[0], code: `AADSTS${number}`, message: known[1] }
  }
  const [kind, message] = Object.hasOwn(byError, error) ? byError[error]! : byStatus(status)
  return { kind, code: numbers[0] === undefined ? codeOf(error, status) : `AADSTS${numbers[0]}`, message }
}

function byStatus(status: number): readonly [FailureClass, string] {
  if (status === 429) return ['throttled', 'The authority was asked too often']
  if (status >= 500 || status === 408) return ['transient', 'The authority failed in passing']
  if (status === 401 || status === 403) return ['authorization', 'The authority refuses the application']
  return ['defect', 'The authority answered what we do not understand']
}

const codeOf = (error: string, status: number): string => (/^[a-z_]{1,40}$/.test(error) ? error : `HTTP_${status}`)
