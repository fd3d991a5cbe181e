import { expect, test } from 'vitest'
import { relyingPartyAt } from './relying-party.ts'

test.each([
  ['https://sky.example.com', 'sky.example.com', 'https://sky.example.com'],
  ['https://sky.example.com/', 'sky.example.com', 'https://sky.example.com'],
  ['https://SKY.example.com:8443', 'sky.example.com', 'https://sky.example.com:8443'],
  ['https://flug.example:443', 'flug.example', 'https://flug.example'],
  ['http://localhost:8080', 'localhost', 'http://localhost:8080'],
  // Browsers take no IP address for an id; `localhost` is the same machine under a name that they take.
  ['http://127.0.0.1:8080', 'localhost', 'http://localhost:8080'],
  ['http://127.1.2.3:8080', 'localhost', 'http://localhost:8080'],
  ['http://[::1]:8080', 'localhost', 'http://localhost:8080'],
  ['https://127.evil.example', '127.evil.example', 'https://127.evil.example'],
  ['https://192.0.2.1', '192.0.2.1', 'https://192.0.2.1'],
])('passkeys at %s are made for %s, on pages of %s', (url, id, origin) => {
  expect(relyingPartyAt(url)).toEqual({ id, name: 'Skykeep', origin })
})
