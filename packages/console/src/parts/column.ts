export interface Column {
  /** Of the slot and, without one, of the member of the row. */
  name: string
  title: string
  /** A track of a CSS grid. */
  width?: string
  align?: 'end'
}
