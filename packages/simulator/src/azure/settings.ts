/** How the cloud behaves when no fault is switched on. Durations are in simulated seconds; ranges are [least, most]. */
export type Settings = {
  page_size: number
  throttling: boolean
  /** Of accepted operations and of their status answers. */
  retry_after_seconds: number
  /** What a newer call does to an operation that runs: ends it, or is refused with 409. */
  newer_call: 'preempts' | 'conflicts'
  /** What a list shows to who may read only some of it: nothing (as seen), or those. */
  narrow_lists: 'empty' | 'filtered'
  resource_graph_lag_seconds: number
  activity_log_lag_seconds: number
  /** How long the record of an operation can be read after its end. */
  operation_kept_seconds: number
  /** How long an assignment made by the control API takes to work, unless it says so itself. */
  assignment_delay_seconds: number
  token_lifetime_seconds: number
  /** By which clock assertions and tokens are judged: Microsoft's library makes them with the real one. */
  identity_clock: 'real' | 'simulated'
  /** Added to the identity clock: a client whose clock is wrong. */
  identity_skew_seconds: number
  start_seconds: Range
  deallocate_seconds: Range
  hibernate_seconds: Range
  power_off_seconds: Range
  restart_seconds: Range
  resize_seconds: Range
  reapply_seconds: Range
  redeploy_seconds: Range
  delete_seconds: Range
  /** From the state that is reached to the end of the operation. */
  finish_seconds: Range
}

export type Range = [least: number, most: number]

export const ordinarySettings: Settings = {
  page_size: 200,
  throttling: true,
  retry_after_seconds: 10,
  newer_call: 'preempts',
  narrow_lists: 'empty',
  resource_graph_lag_seconds: 60,
  activity_log_lag_seconds: 180,
  operation_kept_seconds: 3 * 86_400,
  assignment_delay_seconds: 0,
  token_lifetime_seconds: 3599,
  identity_clock: 'real',
  identity_skew_seconds: 0,
  start_seconds: [20, 70],
  deallocate_seconds: [25, 90],
  hibernate_seconds: [60, 180],
  power_off_seconds: [8, 30],
  restart_seconds: [15, 45],
  resize_seconds: [30, 90],
  reapply_seconds: [5, 20],
  redeploy_seconds: [120, 300],
  delete_seconds: [20, 60],
  finish_seconds: [1, 6],
}
