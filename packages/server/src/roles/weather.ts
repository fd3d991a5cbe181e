import { aviationWeather } from '../features/weather/providers/aviation-weather.ts'
import { demoReports, demoWeather } from '../features/weather/providers/demo-weather.ts'
import { openMeteo } from '../features/weather/providers/open-meteo.ts'
import { weatherApi } from '../features/weather/providers/weather-api.ts'
import { weatherRoutes } from '../features/weather/weather.routes.ts'
import { type WeatherService, weatherService } from '../features/weather/weather.service.ts'
import type { ReportProvider, WeatherProvider } from '../features/weather/weather-provider.ts'
import type { App } from '../http/app.ts'
import type { Core } from '../runtime/core.ts'

export interface WeatherRole {
  weather: WeatherService
}

/** Weather for crews, from providers outside. It reads no table: rough positions come from one function of the database. */
export async function startWeatherRole(core: Core): Promise<WeatherRole> {
  const { audit, clock, log, metrics } = core
  const db = await core.open('skykeep_weather', 2)
  const [weather, reports] = [weatherProviderOf(core), reportProviderOf(core)]
  if (!isDemonstration(core) && (weather?.name === 'demo' || reports?.name === 'demo'))
    log.warn('the weather is made up: SKYKEEP_WEATHER_PROVIDER or SKYKEEP_AVIATION_PROVIDER is demo')
  return { weather: weatherService({ db, audit, clock, log, metrics, weather, reports }) }
}

/**
 * A demo on this machine. The demo is on unless somebody turns it off, so that alone says nothing: an installation with a database of its own or a
 * certificate is one that crews may rely on, and gets no made-up weather unless it is asked for by name.
 */
export const isDemonstration = ({ config }: Pick<Core, 'config'>): boolean =>
  config.SKYKEEP_DEMO && config.SKYKEEP_DATABASE_URL === undefined && config.SKYKEEP_TLS !== 'files'

/** Made-up weather is told in a demo, or where somebody asks for it by name: never because nothing was chosen. */
function weatherProviderOf({ config, clock }: Pick<Core, 'config' | 'clock'>): WeatherProvider | null {
  const chosen = config.SKYKEEP_WEATHER_PROVIDER ?? (isDemonstration({ config }) ? 'demo' : 'none')
  if (chosen === 'demo') return demoWeather(clock)
  if (chosen === 'open-meteo')
    return openMeteo({ origin: 'https://api.open-meteo.com', airOrigin: 'https://air-quality-api.open-meteo.com' })
  return chosen === 'weatherapi'
    ? weatherApi({ origin: 'https://api.weatherapi.com', key: config.SKYKEEP_WEATHERAPI_KEY! })
    : null
}

function reportProviderOf({ config, clock }: Pick<Core, 'config' | 'clock'>): ReportProvider | null {
  const chosen = config.SKYKEEP_AVIATION_PROVIDER ?? (isDemonstration({ config }) ? 'demo' : 'none')
  if (chosen === 'demo') return demoReports(clock)
  return chosen === 'aviationweather' ? aviationWeather({ origin: 'https://aviationweather.gov' }) : null
}

export function weatherRoleRoutes(app: App, role: WeatherRole): void {
  weatherRoutes(app, role)
}
