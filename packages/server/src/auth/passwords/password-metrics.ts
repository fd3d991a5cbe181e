import type { Metrics } from '../../operations/metrics.ts'
import type { HashQueue } from './hash-queue.ts'

/** How far sign-ins are from being refused: at 64 waiting they are. */
export function passwordMetrics(metrics: Pick<Metrics, 'gauge'>, queue: HashQueue): void {
  metrics.gauge('password_hashes_running', 'Passwords that are being hashed', () => queue.running)
  metrics.gauge('password_hashes_waiting', 'Passwords that wait to be hashed', () => queue.waiting)
}
