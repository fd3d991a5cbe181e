import type { Socket } from 'node:net'
import type { PoolClient } from 'pg'

export type Reply = { command: string }

/**
 * Puts statements on the wire in one write (each would else be a system call of its own) and waits for all their answers, then fails
 * with the first fault: none may be left behind unheard.
 */
export async function send(client: PoolClient, statements: () => Promise<unknown>[]): Promise<Reply[]> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  const sent = statements()
  stream.uncork()
  const settled = await Promise.allSettled(sent)
  const failed = settled.filter((one) => one.status === 'rejected').map((one) => one.reason)
  // What follows a failed statement fails too (25P02) and says nothing; the promises need not settle in the order of the wire.
  if (failed.length > 0) throw failed.find(({ code }) => code !== '25P02') ?? failed[0]
  return settled.map((one) => (one as PromiseFulfilledResult<Reply>).value)
}

export const SET_TEAM = { name: 'set-team', text: `select set_config('skykeep.team', $1, true)` }
