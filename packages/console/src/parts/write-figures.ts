const hours = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en-GB')

/** `1,234.5`: hours to a tenth. */
export const writeHours = (value: number): string => hours.format(value)

export const writeCount = (value: number): string => whole.format(value)

/** `€1,234.56`; the API tells money as exact text, which is rounded here only to be shown. */
export function writeMoney(value: string, currency: string): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(Number(value))
}
