/** What is told before a stop, in `detail`. */
export interface StopDetail {
  stops_at: string
  machines: { id: string; name: string }[]
  reasons: string[]
}
