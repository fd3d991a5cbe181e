import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { api, ask } from '../../api/client.ts'
import { teamKey } from '../../session/session.ts'

/** The latest report of a station, asked for again every two minutes; of no station nothing is asked. */
export const useMetar = (icao: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => teamKey('metar', toValue(icao))),
    queryFn: ({ signal }) => ask(() => api.GET('/weather/metar/{icao}', { params: { path: { icao: toValue(icao) } }, signal })),
    enabled: computed(() => toValue(icao) !== ''),
    refetchInterval: 120_000,
  })
