import type { ReplayProgress } from './replay.ts'

export type ProgressStream = { isTTY?: boolean; columns?: number; write(text: string): unknown }
export type ProgressDisplay = { update(progress: ReplayProgress): void; done(): void }

// A terminal is redrawn ten times a second; a log gets a line each five.
const [redrawSeconds, lineSeconds] = [0.1, 5]

/** A bar where somebody watches, plain lines where a log is written. Hand its `update` to `replay` as `onProgress`. */
export function showProgress(stream: ProgressStream): ProgressDisplay {
  const bar = stream.isTTY === true
  let shown: { phase: string; seconds: number } | undefined
  return {
    update(progress) {
      const waited = progress.seconds - (shown?.seconds ?? 0)
      const due = waited >= (bar ? redrawSeconds : lineSeconds) || progress.phase !== shown?.phase || isEnd(progress)
      if (!due) return
      shown = { phase: progress.phase, seconds: progress.seconds }
      const columns = stream.columns ?? 80
      // Carriage return and "erase to the end of the line": the bar stays in its place.
      stream.write(bar ? `\r${barOf(progress, columns - 1)}\u001b[K` : `${lineOf(progress)}\n`)
    },
    done() {
      if (bar && shown) stream.write('\n')
    },
  }
}

const isEnd = ({ done, total }: ReplayProgress) => total > 0 && done >= total

function barOf(progress: ReplayProgress, columns: number): string {
  const width = Math.max(0, Math.min(30, columns - 50))
  const filled = Math.round(share(progress) * width)
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${lineOf(progress)}`.slice(0, columns)
}

function lineOf(progress: ReplayProgress): string {
  const { phase, done, total, counts } = progress
  if (total === 0) return phase
  const percent = `${Math.floor(share(progress) * 100)} %`.padStart(5)
  const faults = (['conflict', 'rejected', 'errors'] as const).filter((name) => counts[name] > 0)
  const parts = [
    `${phase} ${percent}`,
    `${number(done)}/${number(total)}`,
    ...faults.map((name) => `${name} ${number(counts[name])}`),
  ]
  return parts.join('  ')
}

const share = ({ done, total }: ReplayProgress) => (total === 0 ? 0 : Math.min(1, done / total))
const number = (value: number) => value.toLocaleString('en-US')
