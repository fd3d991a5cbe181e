import type { PowerState } from '../cloud-provider.ts'

const byCode: Readonly<Record<string, PowerState>> = {
  creating: 'creating',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  deallocating: 'deallocating',
  deallocated: 'deallocated',
}

interface Status {
  code?: string
}

/** The power state among the statuses of an instance view; null when there is none. What we do not know is `unknown`, never a guess. */
export function powerOf(statuses: readonly Status[] | undefined): PowerState | null {
  const codes = (statuses ?? []).map(({ code }) => (typeof code === 'string' ? code.toLowerCase() : ''))
  const power = codes.find((code) => code.startsWith('powerstate/'))?.slice('powerstate/'.length)
  if (power === undefined) return null
  const state = Object.hasOwn(byCode, power) ? byCode[power]! : 'unknown'
  return state === 'deallocated' && codes.includes('hibernationstate/hibernated') ? 'hibernated' : state
}

/** `ProvisioningState/failed/OSProvisioningTimedOut` is shown as it is, without its first word. */
export function provisioningOf(statuses: readonly Status[] | undefined): string | null {
  const code = (statuses ?? []).map((one) => one.code).find((one) => /^provisioningstate\/[\w./-]{1,80}$/i.test(one ?? ''))
  return code === undefined ? null : code.slice('ProvisioningState/'.length)
}
