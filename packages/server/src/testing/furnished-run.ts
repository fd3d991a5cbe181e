import type { Caller } from '../auth/principal.ts'
import type { AutomationServices } from '../roles/automation.ts'

/** A run of a team: of an action by hand that waits for a connection which may not be used. */
export async function furnishedRun(
  { runs }: Pick<AutomationServices, 'runs'>,
  caller: Caller,
  machineId: string,
): Promise<Record<string, string>> {
  const { run_id } = await runs.act(caller, machineId, { action: 'restart', dry_run: false })
  return { run_id: run_id! }
}
