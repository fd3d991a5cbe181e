import { encode } from 'uqr'

/** Light modules around the code, without which many cameras do not find it (ISO/IEC 18004). */
const BORDER = 4

/**
 * A QR code as inline SVG. Only shapes and numbers: no script, no style, no reference, and no text from outside, so that a page under
 * a strict policy can put it in as it is.
 */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" role="img" aria-label="QR code">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${dark.join('')}"/></svg>`
  )
}
