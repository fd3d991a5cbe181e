type Words = Readonly<Record<string, string>>

/** Conditions that say the same to a reader have one word: thunder, sleet and showers are what they are, whatever their strength has for a number. */
const kinds: Readonly<Record<string, readonly number[]>> = {
  clear: [1000],
  partly_cloudy: [1003],
  cloudy: [1006],
  overcast: [1009],
  mist: [1030],
  fog: [1135],
  freezing_fog: [1147],
  drizzle: [1150, 1153],
  freezing_drizzle: [1072, 1168, 1171],
  light_rain: [1063, 1180, 1183],
  rain: [1186, 1189],
  heavy_rain: [1192, 1195],
  freezing_rain: [1198, 1201],
  sleet: [1069, 1204, 1207, 1249, 1252],
  light_snow: [1066, 1210, 1213],
  snow: [1216, 1219],
  heavy_snow: [1222, 1225],
  blowing_snow: [1114, 1117],
  ice_pellets: [1237, 1261, 1264],
  rain_showers: [1240, 1243, 1246],
  snow_showers: [1255, 1258],
  thunderstorm: [1087, 1273, 1276],
  thunder_with_snow: [1279, 1282],
}
const kindOf = new Map(Object.entries(kinds).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))

const words: Readonly<Record<string, Words>> = {
  en: {
    ...{ clear: 'Clear', sunny: 'Sunny', partly_cloudy: 'Partly cloudy', cloudy: 'Cloudy', overcast: 'Overcast', mist: 'Mist' },
    ...{ fog: 'Fog', freezing_fog: 'Freezing fog', drizzle: 'Drizzle', freezing_drizzle: 'Freezing drizzle' },
    ...{ light_rain: 'Light rain', rain: 'Rain', heavy_rain: 'Heavy rain', freezing_rain: 'Freezing rain', sleet: 'Sleet' },
    ...{ light_snow: 'Light snow', snow: 'Snow', heavy_snow: 'Heavy snow', blowing_snow: 'Blowing snow' },
    ...{ ice_pellets: 'Ice pellets', rain_showers: 'Rain showers', snow_showers: 'Snow showers' },
    ...{ thunderstorm: 'Thunderstorm', thunder_with_snow: 'Thunderstorm with snow' },
  },
  de: {
    ...{
      clear: 'Klar',
      sunny: 'Sonnig',
      partly_cloudy: 'Teilweise bewölkt',
      cloudy: 'Bewölkt',
      overcast: 'Bedeckt',
      mist: 'Dunst',
    },
    ...{ fog: 'Nebel', freezing_fog: 'Gefrierender Nebel', drizzle: 'Nieselregen', freezing_drizzle: 'Gefrierender Nieselregen' },
    ...{ light_rain: 'Leichter Regen', rain: 'Regen', heavy_rain: 'Starker Regen', freezing_rain: 'Gefrierender Regen' },
    ...{ sleet: 'Schneeregen', light_snow: 'Leichter Schneefall', snow: 'Schneefall', heavy_snow: 'Starker Schneefall' },
    ...{ blowing_snow: 'Schneetreiben', ice_pellets: 'Eiskörner', rain_showers: 'Regenschauer', snow_showers: 'Schneeschauer' },
    ...{ thunderstorm: 'Gewitter', thunder_with_snow: 'Gewitter mit Schnee' },
  },
  fr: {
    ...{ clear: 'Dégagé', sunny: 'Ensoleillé', partly_cloudy: 'Partiellement nuageux', cloudy: 'Nuageux', overcast: 'Couvert' },
    ...{
      mist: 'Brume',
      fog: 'Brouillard',
      freezing_fog: 'Brouillard givrant',
      drizzle: 'Bruine',
      freezing_drizzle: 'Bruine verglaçante',
    },
    ...{ light_rain: 'Pluie faible', rain: 'Pluie', heavy_rain: 'Forte pluie', freezing_rain: 'Pluie verglaçante' },
    ...{ sleet: 'Pluie et neige mêlées', light_snow: 'Neige faible', snow: 'Neige', heavy_snow: 'Fortes chutes de neige' },
    ...{
      blowing_snow: 'Chasse-neige',
      ice_pellets: 'Granules de glace',
      rain_showers: 'Averses',
      snow_showers: 'Averses de neige',
    },
    ...{ thunderstorm: 'Orage', thunder_with_snow: 'Orage avec neige' },
  },
  es: {
    ...{ clear: 'Despejado', sunny: 'Soleado', partly_cloudy: 'Parcialmente nublado', cloudy: 'Nublado', overcast: 'Cubierto' },
    ...{
      mist: 'Neblina',
      fog: 'Niebla',
      freezing_fog: 'Niebla helada',
      drizzle: 'Llovizna',
      freezing_drizzle: 'Llovizna helada',
    },
    ...{
      light_rain: 'Lluvia ligera',
      rain: 'Lluvia',
      heavy_rain: 'Lluvia fuerte',
      freezing_rain: 'Lluvia helada',
      sleet: 'Aguanieve',
    },
    ...{ light_snow: 'Nieve ligera', snow: 'Nieve', heavy_snow: 'Nevada fuerte', blowing_snow: 'Ventisca' },
    ...{ ice_pellets: 'Granizo menudo', rain_showers: 'Chubascos', snow_showers: 'Chubascos de nieve' },
    ...{ thunderstorm: 'Tormenta', thunder_with_snow: 'Tormenta con nieve' },
  },
  it: {
    ...{ clear: 'Sereno', sunny: 'Soleggiato', partly_cloudy: 'Parzialmente nuvoloso', cloudy: 'Nuvoloso', overcast: 'Coperto' },
    ...{
      mist: 'Foschia',
      fog: 'Nebbia',
      freezing_fog: 'Nebbia gelata',
      drizzle: 'Pioviggine',
      freezing_drizzle: 'Pioviggine gelata',
    },
    ...{ light_rain: 'Pioggia debole', rain: 'Pioggia', heavy_rain: 'Pioggia forte', freezing_rain: 'Pioggia gelata' },
    ...{ sleet: 'Nevischio', light_snow: 'Neve debole', snow: 'Neve', heavy_snow: 'Neve forte', blowing_snow: 'Scaccianeve' },
    ...{ ice_pellets: 'Granuli di ghiaccio', rain_showers: 'Rovesci', snow_showers: 'Rovesci di neve' },
    ...{ thunderstorm: 'Temporale', thunder_with_snow: 'Temporale con neve' },
  },
}

/** Our word for a condition; what a provider calls it is not passed on. */
export function conditionWords(code: number, isDay: boolean, language: string): string {
  const known = words[language] ?? words.en!
  const kind = kindOf.get(code) ?? 'cloudy'
  return known[kind === 'clear' && isDay ? 'sunny' : kind]!
}

export const conditionLanguages = Object.keys(words)
