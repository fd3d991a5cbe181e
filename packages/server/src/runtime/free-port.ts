import { type AddressInfo, createServer } from 'node:net'

/**
 * A free port where 0 was asked for. The issuer of tokens holds the port, so it has to be known before anything is put together; the
 * moment between closing and listening again is a race that only set-ups with port 0 (tests, trials) run.
 */
export async function settlePort(host: string, port: number): Promise<number> {
  if (port !== 0) return port
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve))
  const { port: free } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return free
}
