const kelvinOfZeroCelsius = 273.15

/** Outside temperature in °C: the standard atmosphere (ISO 2533), warmer at the equator and colder at the poles. */
export function outsideTempC(altitudeFt: number, lat: number): number {
  const standard = altitudeFt < 36_089 ? 15 - 1.9812 * (altitudeFt / 1000) : -56.5
  return standard + 12 - 0.35 * Math.abs(lat)
}

/** Speed of sound in knots: it depends on the temperature alone. */
export function speedOfSoundKt(tempC: number): number {
  return 38.967_854 * Math.sqrt(tempC + kelvinOfZeroCelsius)
}
