import {
  answers,
  MachineAction,
  MachineActionAnswer,
  MachinesAction,
  MachinesActionAnswer,
  Run,
  RunDetails,
  RunQuery,
  type RunStep,
  Runs,
  RunsQuery,
  Uuid,
} from '@skykeep/contract'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { sendEvents } from '../../http/event-stream.ts'
import type { Identify } from '../../http/identify.ts'
import { repeatableOf } from '../../http/repeatable.ts'
import { CreatingHeaders, idempotencyRefusals } from '../../http/request-headers.ts'
import type { LiveStream } from '../../lib/live-stream.ts'
import type { RunService } from './runs.service.ts'

interface Needs {
  runs: RunService
  liveRuns: LiveStream<RunStep>
  identify: Identify
}

const params = z.strictObject({ run_id: Uuid })
const tags = ['runs']

export function runsRoutes(app: App, { runs, liveRuns, identify }: Needs): void {
  app.post(
    '/machines/:machine_id/actions',
    {
      config: { permission: 'machine:operate' },
      schema: {
        operationId: 'actOnMachine',
        tags,
        summary: 'Start, stop, restart or resize a machine now; its outcome is in the run',
        description:
          'An action by hand is kept until the next change of the schedule of the machine. `resize` needs machine:resize too.',
        headers: CreatingHeaders,
        params: z.strictObject({ machine_id: Uuid }),
        body: MachineAction,
        response: { 202: MachineActionAnswer, ...answers('NOT_FOUND', 'MACHINE_LEFT_ALONE', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const answer = await runs.act(callerOf(request), request.params.machine_id, request.body, repeatableOf(request))
      if (answer.run_id !== null) reply.header('location', `/runs/${answer.run_id}`)
      return reply.code(202).send(answer)
    },
  )

  app.post(
    '/machines/actions',
    {
      config: { permission: 'machine:operate' },
      schema: {
        operationId: 'actOnMachines',
        tags,
        summary: 'Start, stop or restart several machines now, in one run',
        description:
          'Machines that are gone or that something else manages are left alone, and the answer names them. With an id that is no machine of the team nothing is done at all.',
        headers: CreatingHeaders,
        body: MachinesAction,
        response: { 202: MachinesActionAnswer, ...answers('MACHINE_LEFT_ALONE', ...idempotencyRefusals) },
      },
    },
    async (request, reply) => {
      const answer = await runs.actOnMany(callerOf(request), request.body, repeatableOf(request))
      if (answer.run_id !== null) reply.header('location', `/runs/${answer.run_id}`)
      return reply.code(202).send(answer)
    },
  )

  app.get(
    '/runs',
    {
      config: { permission: 'run:read' },
      schema: {
        operationId: 'listRuns',
        tags,
        summary: 'What was done to machines and is being done, the newest first',
        querystring: RunsQuery,
        response: { 200: Runs },
      },
    },
    (request) => runs.list(callerOf(request), request.query),
  )

  app.get(
    '/runs/stream',
    {
      config: { permission: 'run:read' },
      schema: {
        operationId: 'streamRuns',
        tags,
        summary: 'Steps of runs as they happen (server-sent events)',
        description:
          'Each `step` event carries a RunStep. The last event of a batch carries an `id`; `Last-Event-ID` goes on after it and misses nothing.',
        produces: ['text/event-stream'],
        querystring: z.strictObject({ run_id: Uuid.optional() }),
        response: { 200: z.string().describe('text/event-stream'), ...answers('OVERLOADED') },
      },
    },
    async (request, reply) => {
      const { run_id } = request.query
      const isWanted = (step: RunStep) => run_id === undefined || step.run_id === run_id
      await sendEvents(request, reply, { live: liveRuns, identify, permission: 'run:read', event: 'step', isWanted })
      return reply
    },
  )

  app.get(
    '/runs/:run_id',
    {
      config: { permission: 'run:read' },
      schema: {
        operationId: 'getRun',
        tags,
        summary: 'A run: the outcome for each machine, and its last steps',
        params,
        querystring: RunQuery,
        response: { 200: RunDetails, ...answers('NOT_FOUND') },
      },
    },
    (request) => runs.get(callerOf(request), request.params.run_id, request.query.cursor),
  )

  app.post(
    '/runs/:run_id/cancel',
    {
      config: { permission: 'run:cancel' },
      schema: {
        operationId: 'cancelRun',
        tags,
        summary: 'Cancel what was not sent to the cloud yet',
        params,
        response: { 200: Run, ...answers('NOT_FOUND', 'RUN_ENDED') },
      },
    },
    (request) => runs.cancel(callerOf(request), request.params.run_id),
  )
}
