import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'

test('a browser is called by its name and that of its system', () => {
  const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'
  expect(deviceName(`${windows} Chrome/156.0.0.0 Safari/537.36`)).toBe('Chrome on Windows')
  expect(deviceName(`${windows} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`)).toBe('Edge on Windows')
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux')
  const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
  expect(deviceName(`Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${safari}`)).toBe('Safari on iPhone')
  expect(deviceName('curl/8.14.1')).toBe('curl')
  expect(deviceName('something else')).toBeNull()
  expect(deviceName(null)).toBeNull()
})
