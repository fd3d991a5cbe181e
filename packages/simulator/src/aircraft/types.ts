/** What a type of aircraft can do. Rounded figures of the order that manufacturers publish; good for a picture, not for planning a flight. */
export type AircraftType = {
  engines: 2 | 3 | 4
  /** True air speed in cruise, knots. */
  cruiseKt: number
  /** Usual highest cruise, feet. */
  ceilingFt: number
  rangeNm: number
  /** Fuel flow of all engines together at take-off thrust, kg/h. */
  flowMaxKgPerHour: number
}

export const aircraftTypes = {
  A320: { engines: 2, cruiseKt: 448, ceilingFt: 38_000, rangeNm: 2_600, flowMaxKgPerHour: 5_300 },
  B738: { engines: 2, cruiseKt: 453, ceilingFt: 38_000, rangeNm: 2_600, flowMaxKgPerHour: 5_500 },
  E190: { engines: 2, cruiseKt: 440, ceilingFt: 37_000, rangeNm: 2_000, flowMaxKgPerHour: 4_100 },
  A333: { engines: 2, cruiseKt: 470, ceilingFt: 39_000, rangeNm: 5_500, flowMaxKgPerHour: 12_400 },
  B77W: { engines: 2, cruiseKt: 488, ceilingFt: 39_000, rangeNm: 7_000, flowMaxKgPerHour: 16_500 },
  FA7X: { engines: 3, cruiseKt: 468, ceilingFt: 43_000, rangeNm: 5_200, flowMaxKgPerHour: 2_500 },
  MD11: { engines: 3, cruiseKt: 482, ceilingFt: 37_000, rangeNm: 5_800, flowMaxKgPerHour: 16_200 },
  A388: { engines: 4, cruiseKt: 488, ceilingFt: 41_000, rangeNm: 7_500, flowMaxKgPerHour: 26_000 },
  B744: { engines: 4, cruiseKt: 488, ceilingFt: 39_000, rangeNm: 6_500, flowMaxKgPerHour: 23_000 },
} as const satisfies Record<string, AircraftType>

export type AircraftTypeName = keyof typeof aircraftTypes
