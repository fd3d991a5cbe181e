import { CloudFailure, type FailureClass } from '../cloud-provider.ts'

const byName: Readonly<Record<string, readonly [FailureClass, string]>> = {
  UnauthorizedOperation: ['authorization', 'A permission is missing'],
  AccessDenied: ['authorization', 'The role may not be assumed, or a permission is missing'],
  AccessDeniedException: ['authorization', 'A permission is missing'],
  AuthFailure: ['authorization', 'The credential was refused'],
  InvalidClientTokenId: ['authorization', 'The credential was refused'],
  UnrecognizedClientException: ['authorization', 'The credential was refused'],
  ExpiredToken: ['authorization', 'The credential had expired'],
  ExpiredTokenException: ['authorization', 'The credential had expired'],
  RequestExpired: ['authorization', 'The request was too old; is the clock of this machine right?'],
  SignatureDoesNotMatch: ['authorization', 'The signature was refused; is the clock of this machine right?'],
  Blocked: ['authorization', 'The account is blocked'],
  OptInRequired: ['configuration', 'The account does not use this region or service'],
  PendingVerification: ['configuration', 'The account is being verified'],
  RegionDisabledException: ['configuration', 'The region is disabled'],
  InsufficientInstanceCapacity: ['capacity', 'The zone has no room for this size at present'],
  InsufficientHostCapacity: ['capacity', 'The zone has no room for this size at present'],
  InsufficientCapacityOnHost: ['capacity', 'The host has no room for this size at present'],
  InsufficientReservedInstanceCapacity: ['capacity', 'The reservation has no room at present'],
  InsufficientCapacity: ['capacity', 'The zone has no room for this size at present'],
  SpotMaxPriceTooLow: ['capacity', 'The price of the spot machine is above its limit'],
  InstanceLimitExceeded: ['quota', 'A quota of the account is used up'],
  VcpuLimitExceeded: ['quota', 'A quota of the account is used up'],
  MaxSpotInstanceCountExceeded: ['quota', 'A quota of the account is used up'],
  IncorrectInstanceState: ['conflict', 'The state of the machine does not allow it'],
  IncorrectState: ['conflict', 'The state of the machine does not allow it'],
  ConcurrentModification: ['conflict', 'Something else is at work on the machine'],
  OperationNotPermitted: ['lock', 'A protection of the machine forbids it'],
  'InvalidInstanceID.NotFound': ['gone', 'The machine is not there any more'],
  UnsupportedHibernationConfiguration: ['configuration', 'The machine cannot hibernate'],
  UnsupportedOperation: ['configuration', 'The machine is of a kind that cannot do this'],
  Unsupported: ['configuration', 'The size is not offered in this zone'],
  InvalidInstanceAttributeValue: ['configuration', 'The machine cannot change to this size'],
  RequestLimitExceeded: ['throttled', 'The cloud asks us to slow down'],
  EC2ThrottledException: ['throttled', 'The cloud asks us to slow down'],
  Throttling: ['throttled', 'The cloud asks us to slow down'],
  ThrottlingException: ['throttled', 'The cloud asks us to slow down'],
  InternalError: ['transient', 'The cloud failed in passing'],
  InternalFailure: ['transient', 'The cloud failed in passing'],
  ServerInternal: ['transient', 'The cloud failed in passing'],
  Unavailable: ['transient', 'The cloud failed in passing'],
  ServiceUnavailable: ['transient', 'The cloud failed in passing'],
  CredentialsProviderError: ['configuration', 'This installation has no credentials of its own at AWS'],
}

interface Thrown {
  name?: unknown
  $metadata?: { httpStatusCode?: number; requestId?: string }
  $response?: unknown
}

/** What an error of the AWS client means. Its message is not kept: it may hold the words of the cloud. */
export function awsFailure(error: unknown, signal: AbortSignal): CloudFailure {
  if (error instanceof CloudFailure) return error
  const { name, $metadata } = (error ?? {}) as Thrown
  const code = typeof name === 'string' && /^[\w.]{1,80}$/.test(name) ? name : 'UNEXPECTED'
  const correlationId = /^[\w-]{1,64}$/.test($metadata?.requestId ?? '') ? $metadata!.requestId! : null
  if (Object.hasOwn(byName, code)) {
    const [kind, message] = byName[code]!
    return new CloudFailure(kind, code, message, { correlationId })
  }
  if (signal.aborted || code === 'AbortError')
    return new CloudFailure('transient', 'TIMED_OUT', 'The cloud did not answer in time')
  const status = $metadata?.httpStatusCode
  if (status === undefined) {
    return isNetwork(error)
      ? new CloudFailure('transient', 'UNREACHABLE', 'The cloud could not be reached, or broke off')
      : new CloudFailure('defect', code, 'The call ended in an error that we do not know')
  }
  const [kind, message] = byStatus(status, code)
  return new CloudFailure(kind, code, message, { correlationId })
}

export const awsCode = (error: unknown): unknown => (error as Thrown | null)?.name

function byStatus(status: number, code: string): readonly [FailureClass, string] {
  if (status === 429) return ['throttled', 'The cloud asks us to slow down']
  if (status >= 500 || status === 408) return ['transient', 'The cloud failed in passing']
  // The client reads XML; what it cannot read came from something in between.
  if (status < 300 || code === 'SyntaxError') return ['transient', 'The cloud answered what cannot be read']
  if (status === 401 || status === 403) return ['authorization', 'The cloud refuses it']
  return ['defect', 'The cloud answered what we do not understand']
}

const isNetwork = (error: unknown): boolean => {
  const { name, code } = error as { name?: string; code?: string }
  return name === 'TimeoutError' || /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH)/.test(code ?? '')
}
