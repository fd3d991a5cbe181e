/** Durations counted in classes 2 % apart: percentiles of any number of requests in a few kilobytes. */
export type Latency = { record(ms: number): void; percentile(share: number): number }

const [floorMs, ratio] = [0.01, 1.02]

export function latency(): Latency {
  const counts = new Map<number, number>()
  let total = 0
  return {
    record(ms) {
      const index = Math.ceil(Math.log(Math.max(ms, floorMs) / floorMs) / Math.log(ratio))
      counts.set(index, (counts.get(index) ?? 0) + 1)
      total += 1
    },
    percentile(share) {
      let left = Math.ceil(total * share)
      for (const [index, count] of [...counts].sort(([a], [b]) => a - b)) {
        left -= count
        if (left <= 0) return Math.round(floorMs * ratio ** index * 100) / 100
      }
      return 0
    },
  }
}
