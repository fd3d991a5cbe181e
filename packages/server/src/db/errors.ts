interface DatabaseFault {
  code?: unknown
  constraint?: unknown
  message?: unknown
  syscall?: unknown
}

/** The statement ran into this constraint (unique, foreign key, check, not null or exclusion). */
export function violates(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = asFault(error)
  return typeof code === 'string' && code.startsWith('23') && violated === constraint
}

/** Two transactions were in each other's way; the same work can be done again. */
export function isRetryable(error: unknown): boolean {
  const { code } = asFault(error)
  return code === '40001' || code === '40P01'
}

/** The database cannot be reached or cannot take more right now: nothing is wrong with the request, it is answered 503. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true
  const { code, message, syscall } = asFault(error)
  if (code === 'ENOENT') return syscall === 'connect' // the folder of the socket is there, the server is not
  if (typeof code === 'string') return lostConnection.has(code) || unavailableStates.test(code)
  return typeof message === 'string' && driverMessages.some((start) => message.startsWith(start))
}

const asFault = (error: unknown): DatabaseFault => (typeof error === 'object' && error !== null ? error : {})

const lostConnection = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])

// 08: connection exceptions. 53: out of connections, memory, disk. 57P0x: shutdown, crash, still starting.
const unavailableStates = /^(08...|53...|57P0[1-5])$/

// The driver has no codes for these (its 8.23).
const driverMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed',
  'Query read timeout',
  'Cannot use a pool after calling end',
]
