import { t } from '../../messages/messages.ts'
import type { Column } from '../../parts/column.ts'

const tracks = {
  state: 'minmax(10rem, 1.2fr)',
  schedule: 'minmax(9rem, 1.2fr)',
  next: 'minmax(14rem, 1.6fr)',
  override: 'minmax(15rem, 1.4fr)',
  tags: 'minmax(12rem, 2fr)',
  size: 'minmax(8rem, 1fr)',
  region: 'minmax(6.5rem, 0.8fr)',
  group: 'minmax(9rem, 1.2fr)',
  connection: 'minmax(8rem, 1fr)',
  os: 'minmax(5rem, 0.6fr)',
  seen: '6rem',
} as const

export type ColumnName = keyof typeof tracks
/** Beside the name, which is always there. */
export const columnNames = Object.keys(tracks) as ColumnName[]
export const usualColumns: readonly ColumnName[] = ['state', 'schedule', 'next', 'size', 'region', 'seen']

export const columnsOf = (shown: readonly ColumnName[]): Column[] => [
  { name: 'name', title: t.machines.columns.name, width: 'minmax(12rem, 2fr)' },
  ...shown.map((name) => ({
    ...{ name, title: t.machines.columns[name], width: tracks[name] },
    ...(name === 'seen' && { align: 'end' as const }),
  })),
]
