import type { Schemas } from '../../api/client.ts'
import { t } from '../../messages/messages.ts'

export type Targets = Schemas['Schedule']['targets']

/** `env=test, group rg-office, 2 machines by name`. */
export function targetsInWords({ machine_ids, connection_id, resource_group, tags }: Targets): string {
  const words = t.schedules.targets
  return [
    ...Object.entries(tags ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(resource_group === undefined ? [] : [words.group(resource_group)]),
    ...(connection_id === undefined ? [] : [words.connection]),
    ...(machine_ids === undefined ? [] : [words.machines(machine_ids.length)]),
  ].join(', ')
}
