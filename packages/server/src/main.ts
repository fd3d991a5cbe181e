#!/usr/bin/env node
import { runCommand } from './cli/commands.ts'

try {
  process.exitCode = await runCommand(process.argv.slice(2))
} catch (error) {
  // What an operator can act on is told without a stack; anything else is our fault and needs it.
  const plain = error instanceof Error
  process.stderr.write(`${plain ? error.message : String(error)}\n`)
  process.exitCode = 2
}
