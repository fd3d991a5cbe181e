/** One line of a recorded position file. */
export type PositionRow = {
  icao24: string
  ts: string
  lat: number
  lon: number
  altitude_ft: number | null
  ground_speed_kt: number | null
  track_deg: number | null
  vertical_rate_fpm: number | null
  callsign: string | null
}

export class BrokenFile extends Error {
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`)
    this.name = 'BrokenFile'
  }
}

/** Reads a line strictly: a file that is not what it seems is refused before anything of it is sent. */
export function parseRow(text: string, line: number): PositionRow & { tsMs: number } {
  const row = parseObject(text, line)
  const refuse = (member: string): never => {
    throw new BrokenFile(line, `${member} is not what a position row holds there`)
  }
  const number = (member: string) => (isNumber(row[member]) ? row[member] : refuse(member))
  const numberOrNull = (member: string) => (row[member] == null ? null : number(member))
  const text_ = (member: string, shape: RegExp) => {
    const value = row[member]
    return typeof value === 'string' && shape.test(value) ? value : refuse(member)
  }
  const ts = text_('ts', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/)
  const tsMs = Date.parse(ts)
  return {
    icao24: text_('icao24', /^[0-9a-f]{6}$/i).toLowerCase(),
    ts,
    tsMs: Number.isFinite(tsMs) ? tsMs : refuse('ts'),
    lat: number('lat'),
    lon: number('lon'),
    altitude_ft: numberOrNull('altitude_ft'),
    ground_speed_kt: numberOrNull('ground_speed_kt'),
    track_deg: numberOrNull('track_deg'),
    vertical_rate_fpm: numberOrNull('vertical_rate_fpm'),
    // Eight characters is what a transponder sends.
    callsign: row.callsign == null ? null : text_('callsign', /^[\x20-\x7e]{0,8}$/).trim() || null,
  }
}

function parseObject(text: string, line: number): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BrokenFile(line, 'not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BrokenFile(line, 'not a JSON object')
  return value as Record<string, unknown>
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
