/** What there is to know of a machine size. Prices are invented, of the order of real ones, in US dollars an hour. */
export type Size = {
  name: string
  family: string
  cores: number
  memoryGb: number
  /** Of the temporary disk; 0: the size has none, and machines cannot be resized between with and without. */
  temporaryDiskMb: number
  canHibernate: boolean
  /** Hardware on which it runs: a running machine is resized only within. */
  cluster: string
  linuxPrice: number
  windowsPrice: number
}

export const sizes: readonly Size[] = [
  ...series('standardDSv5Family', 'D', 's_v5', 4, 0, 'intel-v5', 0.096),
  ...series('standardDDSv5Family', 'D', 'ds_v5', 4, 75_000, 'intel-v5', 0.113),
  ...series('standardDASv5Family', 'D', 'as_v5', 4, 0, 'amd-v5', 0.086),
  ...series('standardESv5Family', 'E', 's_v5', 8, 0, 'intel-v5', 0.126),
  ...series('standardEASv5Family', 'E', 'as_v5', 8, 0, 'amd-v5', 0.113),
  ...series('standardFSv2Family', 'F', 's_v2', 2, 16_000, 'intel-v4', 0.0845),
  size('Standard_B2s', 'standardBSFamily', 2, 4, 8_192, 'burst', 0.0416),
  size('Standard_B2ms', 'standardBSFamily', 2, 8, 16_384, 'burst', 0.0832),
  size('Standard_B4ms', 'standardBSFamily', 4, 16, 32_768, 'burst', 0.166),
  size('Standard_NV6ads_A10_v5', 'StandardNVADSA10v5Family', 6, 55, 184_320, 'gpu', 0.454),
  size('Standard_NC4as_T4_v3', 'Standard NCASv3_T4 Family', 4, 28, 180_224, 'gpu', 0.526),
]

const byName = new Map(sizes.map((one) => [one.name.toLowerCase(), one]))

export const sizeNamed = (name: string): Size | undefined => byName.get(name.toLowerCase())

function series(
  family: string,
  letter: string,
  ending: string,
  gbPerCore: number,
  diskMb: number,
  cluster: string,
  price: number,
) {
  return [2, 4, 8, 16, 32].map((cores) =>
    size(
      `Standard_${letter}${cores}${ending}`,
      family,
      cores,
      cores * gbPerCore,
      (diskMb * cores) / 2,
      cluster,
      (price * cores) / 2,
    ),
  )
}

function size(name: string, family: string, cores: number, memoryGb: number, disk: number, cluster: string, price: number): Size {
  const linuxPrice = Number(price.toFixed(4))
  // 0.046 a core and hour: what Windows adds to a size, in list prices.
  const windowsPrice = Number((price + cores * 0.046).toFixed(4))
  const canHibernate = /_[DE]\d+(a?d?)s_v5$/.test(name) && memoryGb <= 64
  return { name, family, cores, memoryGb, temporaryDiskMb: disk, canHibernate, cluster, linuxPrice, windowsPrice }
}
