import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of Linux are 10 ms on every platform we run on. */
const TICK_US = 10_000

export interface Cpu {
  server: number
  postgres: number
  generator: number
  /** All processors together, busy time of everybody. */
  machine: number
}

/** Microseconds of processor time so far: of the server, of the PostgreSQL in that data folder, of the generator, of everybody. */
export function cpuOf(serverPid: number, dataFolder: string, generatorPid: number): Cpu {
  const postmaster = Number(readFileSync(`${dataFolder}/postgres/data/postmaster.pid`, 'utf8').split('\n')[0])
  let postgres = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = statOf(Number(name))
    if (stat && (stat.pid === postmaster || stat.parent === postmaster)) postgres += stat.us
  }
  return { server: statOf(serverPid)?.us ?? 0, postgres, generator: statOf(generatorPid)?.us ?? 0, machine: machineUs() }
}

export const less = (after: Cpu, before: Cpu): Cpu => ({
  server: after.server - before.server,
  postgres: after.postgres - before.postgres,
  generator: after.generator - before.generator,
  machine: after.machine - before.machine,
})

export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
}

function statOf(pid: number): { pid: number; parent: number; us: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // With the children that ended: PostgreSQL's workers come and go.
    const ticks = Number(fields[11]) + Number(fields[12])
    return { pid, parent: Number(fields[1]), us: ticks * TICK_US }
  } catch {
    return null
  }
}

function machineUs(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user! + nice! + system! + irq! + softirq!) * TICK_US
}
