import type { PriceRow } from './price-book.ts'

/** Dollars for an hour of Linux, and of Windows without a licence of one's own. */
type Sample = readonly [size: string, linux: number, windows: number]

/**
 * Some common sizes at list prices, pay as you go, rounded to a tenth of a cent: so that a demo and a first look have money in them. For figures
 * that somebody relies on, prices are read from Azure (`SKYKEEP_AZURE_PRICES_URL`).
 */
const samples: Record<string, readonly Sample[]> = {
  eastus2: [
    ['Standard_B2ms', 0.083, 0.091],
    ['Standard_D2s_v5', 0.096, 0.188],
    ['Standard_D4s_v5', 0.192, 0.376],
    ['Standard_D8s_v5', 0.384, 0.752],
    ['Standard_D4ds_v5', 0.226, 0.41],
    ['Standard_E4s_v5', 0.252, 0.436],
  ],
  westeurope: [
    ['Standard_B2ms', 0.096, 0.104],
    ['Standard_B4ms', 0.192, 0.208],
    ['Standard_D2s_v5', 0.115, 0.207],
    ['Standard_D4s_v5', 0.23, 0.414],
    ['Standard_D8s_v5', 0.46, 0.828],
    ['Standard_D4as_v5', 0.208, 0.392],
    ['Standard_E4s_v5', 0.304, 0.488],
    ['Standard_F8s_v2', 0.388, 0.756],
    ['Standard_NV6ads_A10_v5', 0.59, 0.866],
  ],
  northeurope: [
    ['Standard_B2ms', 0.091, 0.099],
    ['Standard_D2s_v5', 0.107, 0.199],
    ['Standard_D4s_v5', 0.214, 0.398],
    ['Standard_D2as_v5', 0.096, 0.188],
    ['Standard_E2s_v5', 0.141, 0.233],
    ['Standard_E4s_v5', 0.282, 0.466],
  ],
}
const VALID_FROM = '2026-11-01'

export const priceSample: PriceRow[] = Object.entries(samples).flatMap(([region, sizes]) =>
  sizes.flatMap(([size, linux, windows]) =>
    Object.entries({ linux, windows }).map(([os, dollars]) => ({
      ...{ provider: 'azure', region, size, os, is_spot: false, currency: 'USD', valid_from: VALID_FROM },
      micros_per_hour: Math.round(dollars * 1_000_000),
      source: 'sample of rounded list prices',
    })),
  ),
)
