import { type RunningProgram, startProgram } from '../bench/program.ts'

export type RoleProcess = Pick<RunningProgram, 'output' | 'end'>

/** Starts one process of a split installation and waits until it serves. */
export const startRole = (folder: string, settings: Record<string, string>): Promise<RoleProcess> =>
  startProgram(folder, ['--no-demo'], settings, '"msg":"ready"')
