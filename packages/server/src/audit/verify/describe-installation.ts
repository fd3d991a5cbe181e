import type { InstallationReport } from './verify-installation.ts'

const FAULTS_SHOWN = 50

/** A report as lines for a person. */
export function describeInstallation(report: InstallationReport): string[] {
  const { ok, size, signed_size, entries, batches, events, expired, faults, fault_count } = report
  return [
    `${ok ? 'VERIFIED' : 'NOT VERIFIED'}: ${entries} entries, ${batches} batches with ${events} events`,
    signed_size === size
      ? `all ${size} entries are signed`
      : `${signed_size} of ${size} entries are signed; a checkpoint will cover the rest`,
    ...(expired > 0 ? [`${expired} batches have expired: their events were removed by retention`] : []),
    ...faults.slice(0, FAULTS_SHOWN).map(({ code, row, detail }) => plain(`${row}: ${code}: ${detail}`)),
    ...(fault_count > FAULTS_SHOWN ? [`… ${fault_count} faults in all`] : []),
  ]
}

// A row changed by hand must not move the cursor of the terminal that shows it.
const plain = (text: string): string => text.replaceAll(/[^ -~]/g, '\ufffd').slice(0, 400)
