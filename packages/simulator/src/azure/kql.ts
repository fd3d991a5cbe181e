import { refusal } from './errors.ts'

/** A query taken apart: which table, and what is done with its rows one after another. */
export type Query = { table: string; steps: Step[] }
export type Row = Record<string, unknown>
type Step =
  | { do: 'where'; all: Condition[] }
  | { do: 'project'; columns: { name: string; path: string }[]; keep: boolean }
  | { do: 'order'; path: string; descending: boolean }
  | { do: 'take'; count: number }
type Condition = { path: string; operator: '=~' | '==' | '!=' | '!~' | 'in~' | 'in'; values: string[] }

/** The part of the query language that machines are looked for with; anything else is refused, not ignored. */
export function parseQuery(text: string): Query {
  const [table = '', ...parts] = text.split('|').map((part) => part.trim())
  if (!/^resources$/i.test(table)) throw invalid(`The table '${table}' is not known.`)
  return { table: table.toLowerCase(), steps: parts.map(stepOf) }
}

export function runQuery({ steps }: Query, rows: Row[]): Row[] {
  return steps.reduce(apply, rows)
}

function stepOf(text: string): Step {
  const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(text) ?? []
  const command = word.toLowerCase()
  if (command === 'where') return { do: 'where', all: rest.split(/\s+and\s+/i).map(conditionOf) }
  if (command === 'project' || command === 'extend')
    return { do: 'project', columns: rest.split(',').map(columnOf), keep: command === 'extend' }
  if (command === 'take' || command === 'limit') return { do: 'take', count: Number(rest) }
  const [, path, direction] = /^by\s+(\S+?)(?:\s+(asc|desc))?$/i.exec(rest) ?? []
  // Without a word for it the language sorts downwards.
  if ((command === 'order' || command === 'sort') && path)
    return { do: 'order', path, descending: direction?.toLowerCase() !== 'asc' }
  throw invalid(`The operator '${word}' is not supported.`)
}

function conditionOf(text: string): Condition {
  const [, path, operator, value] = /^\s*([\w.['\]-]+?)\s*(=~|==|!=|!~|in~|in)\s*(\(.*\)|'[^']*'|"[^"]*")\s*$/i.exec(text) ?? []
  if (!path || !operator || !value) throw invalid(`The condition '${text}' is not supported.`)
  const values = [...value.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double ?? '')
  return { path, operator: operator.toLowerCase() as Condition['operator'], values }
}

function columnOf(text: string): { name: string; path: string } {
  const [, name, path] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(text) ?? []
  const plain = text.trim()
  if (!path && !/^\w+$/.test(plain)) throw invalid(`The column '${plain}' is not supported.`)
  const read = /^(?:tostring|tolower)\((.*)\)$/i.exec(path ?? plain)?.[1] ?? path ?? plain
  return { name: name ?? plain, path: read }
}

function apply(rows: Row[], step: Step): Row[] {
  if (step.do === 'where') return rows.filter((row) => step.all.every((condition) => holds(row, condition)))
  if (step.do === 'take') return rows.slice(0, step.count)
  if (step.do === 'order') {
    const sign = step.descending ? -1 : 1
    return [...rows].sort((one, other) => sign * compare(String(valueAt(one, step.path)), String(valueAt(other, step.path))))
  }
  return rows.map((row) => ({
    ...(step.keep ? row : {}),
    ...Object.fromEntries(step.columns.map(({ name, path }) => [name, valueAt(row, path) ?? null])),
  }))
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function holds(row: Row, { path, operator, values }: Condition): boolean {
  const value = String(valueAt(row, path) ?? '')
  const loose = operator.endsWith('~')
  const equal = values.some((one) => (loose ? one.toLowerCase() === value.toLowerCase() : one === value))
  return operator.startsWith('!') ? !equal : equal
}

/** `tags.env`, `tags['cost-centre']`, `properties.hardwareProfile.vmSize`. */
function valueAt(row: Row, path: string): unknown {
  const names = [...path.matchAll(/\['([^']+)'\]|([^.[\]]+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  return names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Row)[name] : undefined),
    row,
  )
}

const invalid = (message: string) =>
  refusal(400, 'BadRequest', 'Please provide below info when asking for support.', {
    details: [{ code: 'InvalidQuery', message: `Query is invalid. ${message}` }],
  })
