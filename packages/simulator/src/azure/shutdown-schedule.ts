import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { type Answer, refusal } from './errors.ts'
import { groupId, keyOf, machineId } from './ids.ts'
import { mustBeAllowed } from './roles.ts'
import { iso } from './time.ts'

/** GET of Azure's own nightly shutdown of a machine: two masters, if the machine has a plan here too. */
export function shutdownSchedule(cloud: Cloud, call: Call): Answer {
  const { subscription = '', group = '', schedule = '' } = call.params
  const id = `${groupId(subscription, group)}/providers/Microsoft.DevTestLab/schedules/${schedule}`
  mustBeAllowed(cloud, call.who, 'Microsoft.DevTestLab/schedules/read', id)
  const name = /^shutdown-computevm-(.+)$/i.exec(schedule)?.[1] ?? ''
  const machine = cloud.world.machines.get(keyOf(machineId(subscription, group, name)))
  const rule = machine?.auto_shutdown
  if (!machine || !rule)
    throw refusal(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.DevTestLab/schedules/${schedule}' under resource group '${group}' was not found.`,
    )
  const body = {
    id: id.toLowerCase(),
    name: schedule,
    type: 'microsoft.devtestlab/schedules',
    location: machine.location,
    properties: {
      status: rule.enabled === false ? 'Disabled' : 'Enabled',
      taskType: 'ComputeVmShutdownTask',
      dailyRecurrence: { time: rule.time },
      timeZoneId: rule.time_zone,
      notificationSettings: {
        status: rule.email ? 'Enabled' : 'Disabled',
        timeInMinutes: rule.minutes_before ?? 30,
        ...(rule.email ? { emailRecipient: rule.email, notificationLocale: 'en' } : {}),
      },
      createdDate: iso(machine.created_ms),
      targetResourceId: machine.id,
      provisioningState: 'Succeeded',
      uniqueIdentifier: machine.vm_id,
    },
  }
  return { status: 200, body }
}
