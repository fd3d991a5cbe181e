import type { ReportFault } from './faults.ts'
import { disorder, type Seen, tellOnce } from './seen.ts'
import { sequence } from './sequence.ts'

/** Follows each team's entries: `team_index` without gaps from 0, `previous` the hash of the entry before. */
export function teamChains(report: ReportFault) {
  const chains = new Map<string | null, ReturnType<typeof chain>>()
  return {
    add(seen: Seen): void {
      const own = chains.get(seen.team_id) ?? chain(report)
      chains.set(seen.team_id, own)
      own.add(seen)
    },
    end(): void {
      for (const [teamId, each] of chains) each.end(teamId)
    },
  }
}

function chain(report: ReportFault) {
  const order = sequence()
  let last: Seen | null = null
  let broken: Link | null = null // waits for the next link, which tells which of its two entries was changed
  return {
    add(seen: Seen): void {
      const place = order.see(seen.team_index, seen.line)
      if (place === 'late' || place === 'repeated') tellOnce(seen, disorder[place], report)
      else {
        if (place === 'next' && last !== null) link(last, seen)
        last = seen
      }
    },
    end(teamId: string | null): void {
      if (broken !== null) tellBroken(broken, true, report)
      for (const { from, end, line } of order.gaps()) {
        report({ line, code: 'entry_missing', team_id: teamId, detail: `entries ${from} to ${end - 1} of the team are missing` })
      }
    },
  }

  function link(before: Seen, after: Seen): void {
    const holds = after.previous === before.hash
    if (broken !== null) tellBroken(broken, holds, report)
    broken = holds ? null : { before, after }
    if (after.index <= before.index) tellOnce(after, disorder.late, report)
  }
}

type Link = { before: Seen; after: Seen }

/**
 * `after` does not name the hash of `before`: one of them was changed. An entry with a proof was not; without proofs, when the next
 * entry does name the hash of `after`, then `after` is as it always was.
 */
function tellBroken({ before, after }: Link, nextHolds: boolean, report: ReportFault): void {
  const changed = !before.proven && (after.proven || nextHolds) ? before : after
  const detail =
    changed === before ? 'the next entry of the team names another hash' : 'it names another hash than that of the entry before'
  tellOnce(changed, { code: 'chain_broken', detail }, report)
}
