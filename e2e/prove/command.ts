import { execFile } from 'node:child_process'
import { program } from '../bench/program.ts'

/** Runs the command line of the product on a data folder. */
export function skykeep(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME, SKYKEEP_DATA_DIR: folder, SKYKEEP_LOG_LEVEL: 'warn' }
    execFile(process.execPath, [program, ...args], { env: environment, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: `${stdout}${stderr}` })
    })
  })
}
