import { afterEach, expect, test, vi } from 'vitest'

vi.stubGlobal('location', new URL('https://console.test'))
const { findInTeam, fitting } = await import('./find-anything.ts')
const { pretendApi, problem } = await import('../testing/pretend-api.ts')
afterEach(() => {
  vi.restoreAllMocks()
})

const go = (name: string) => () => name
const find = (words: string, may: (permission: string) => boolean) =>
  findInTeam(words, may, 'team', go, new AbortController().signal)

test('what begins with the words comes before what only holds them', () => {
  const all = ['old vm-a', 'vm-b', 'other'].map((name) => ({ name }))
  expect(fitting(all, ' VM ').map(({ name }) => name)).toEqual(['vm-b', 'old vm-a'])
})

test('only kinds that the person may read are asked, and one that fails leaves the others', async () => {
  const asked = pretendApi(({ path }) => {
    if (path === '/machines') return problem(503, 'DATABASE_UNAVAILABLE')
    if (path === '/schedules')
      return { body: { items: [{ id: 's', name: 'Nights', time_zone: 'Europe/Paris' }], next_cursor: null } }
    throw new Error(`nobody may ask ${path}`)
  })
  const found = await find('night', (permission) => ['machine:read', 'schedule:read'].includes(permission))
  expect(found.map(({ kind, name }) => [kind, name])).toEqual([['schedule', 'Nights']])
  expect(found[0]!.open()).toBe('schedules.one')
  expect(asked.map(({ path }) => path).toSorted()).toEqual(['/machines', '/schedules'])
})

test('where no kind can be asked, that is told instead of that there is nothing', async () => {
  pretendApi(() => problem(503, 'DATABASE_UNAVAILABLE'))
  await expect(find('night', () => true)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
})
