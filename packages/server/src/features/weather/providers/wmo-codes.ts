/** Conditions by the WMO code of present weather (table 4677, as forecast models use it), in the numbers of WeatherAPI.com. */
const byWmo: Readonly<Record<number, number>> = {
  ...{ 0: 1000, 1: 1000, 2: 1003, 3: 1009, 45: 1135, 48: 1147, 51: 1153, 53: 1153, 55: 1153, 56: 1168, 57: 1171 },
  ...{ 61: 1183, 63: 1189, 65: 1195, 66: 1198, 67: 1201, 71: 1213, 73: 1219, 75: 1225, 77: 1237 },
  ...{ 80: 1240, 81: 1243, 82: 1246, 85: 1255, 86: 1258, 95: 1276, 96: 1276, 99: 1276 },
}

/** A code that nobody knows is a cloudy sky: it says the least. */
export const conditionOfWmo = (code: number): number => byWmo[code] ?? 1006
