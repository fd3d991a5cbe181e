import { expect, test } from 'vitest'
import { qrSvg } from './qr-svg.ts'

const svg = qrSvg('otpauth://totp/Skykeep:ana%40example.com?issuer=Skykeep&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')

test('the picture is shapes alone: nothing that runs, styles or is fetched, and nothing of the text', () => {
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1"/)
  expect([...svg.matchAll(/<(\/?[a-z]+)/g)].map(([, name]) => name)).toEqual(['svg', 'path', 'path', '/svg'])
  const attributes = [...svg.matchAll(/\s([a-z-]+)=/gi)].map(([, name]) => name)
  expect(new Set(attributes)).toEqual(new Set(['xmlns', 'viewBox', 'shape-rendering', 'role', 'aria-label', 'fill', 'd']))
  expect(qrSvg('"><script>alert(1)</script>')).not.toContain('script')
})

test('it has the light border of four modules and three corner marks that every reader looks for', () => {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const dark = new Set([...svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  for (const place of dark) for (const at of place.split(' ').map(Number)) expect(at >= 4 && at < size - 4).toBe(true)
  const mark = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
  for (const [left, top] of [
    [4, 4],
    [size - 11, 4],
    [4, size - 11],
  ] as const) {
    const seen = mark.map((row, y) => [...row].map((_, x) => (dark.has(`${left + x} ${top + y}`) ? '1' : '0')).join(''))
    expect(seen).toEqual(mark)
  }
})
