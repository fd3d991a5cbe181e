import { spawnSync } from 'node:child_process'
import { repository } from '../source-files.ts'

/** Runs a tool of the project; its output is the fault when it fails. */
export function commandFaults(command: string, ...given: string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(`node_modules/.bin/${command}`, given, {
    cwd: repository,
    encoding: 'utf8',
  })
  if (error) return [error.message]
  return status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n')
}
