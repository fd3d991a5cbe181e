/** From the ground (warm) to 45,000 feet (violet), readable on light and dark ground. @param feet null: nothing is known */
export function altitudeColour(feet: number | null, isDark: boolean): string {
  if (feet === null) return isDark ? 'hsl(0 0% 65%)' : 'hsl(0 0% 45%)'
  const share = Math.min(1, Math.max(0, feet / 45_000))
  return `hsl(${Math.round(20 + share * 270)} 85% ${isDark ? 65 : 38}%)`
}
