import type { Schemas } from '../../api/client.ts'
import { t } from '../../messages/messages.ts'

type Wind = NonNullable<Schemas['Metar']['decoded']>['wind']
const w = t.weather

/** `240° (210°–270°), 12 kt, gusts 25 kt`. */
export function windText(wind: Wind): string {
  if (wind === null) return w.nothing
  if (wind.speed_kt === 0) return w.calm
  const turns =
    wind.from_degrees !== null && wind.to_degrees !== null
      ? ` (${w.degrees(wind.from_degrees)}–${w.degrees(wind.to_degrees)})`
      : ''
  return w.windOf(`${wind.degrees === null ? w.variable : w.degrees(wind.degrees)}${turns}`, wind.speed_kt, wind.gust_kt)
}
