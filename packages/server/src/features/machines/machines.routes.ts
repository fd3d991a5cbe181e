import { answers, MachineDetails, MachineHistory, MachineHistoryQuery, Machines, MachinesQuery, Uuid } from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import type { MachineService } from './machines.service.ts'

const params = z.strictObject({ machine_id: Uuid })
const tags = ['machines']

export function machinesRoutes(app: App, { machines }: { machines: MachineService }): void {
  app.get(
    '/machines',
    {
      config: { permission: 'machine:read' },
      schema: {
        operationId: 'listMachines',
        tags,
        summary: 'The machines of the team that are there, with the state that was read last and its age',
        querystring: MachinesQuery,
        response: { 200: Machines },
      },
    },
    (request) => machines.list(callerOf(request), request.query),
  )

  app.get(
    '/machines/:machine_id',
    {
      config: { permission: 'machine:read' },
      schema: {
        operationId: 'getMachine',
        tags,
        summary: 'One machine: why it is in its state, and what comes next',
        params,
        response: { 200: MachineDetails, ...answers('NOT_FOUND') },
      },
    },
    (request) => machines.get(callerOf(request), request.params.machine_id),
  )

  app.get(
    '/machines/:machine_id/history',
    {
      config: { permission: 'machine:read' },
      schema: {
        operationId: 'getMachineHistory',
        tags,
        summary: 'The power states of a machine, each for as long as it lasted, the newest first',
        params,
        querystring: MachineHistoryQuery,
        response: { 200: MachineHistory, ...answers('NOT_FOUND') },
      },
    },
    (request) => machines.history(callerOf(request), request.params.machine_id, request.query),
  )
}
