import { Problem } from '@skykeep/contract'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../config/secret.ts'
import { internalRoutes } from '../features/sessions/internal.routes.ts'
import { bareApp } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { askForToken, INTERNAL_PATH, signInternal, verifyInternal } from './internal-call.ts'

const key = new Secret('k'.repeat(40))
const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

/** The role identity in a process of its own, as far as a gateway needs it. */
async function identity(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const { app } = bareApp()
  const tokenFor = async (cookie: string) => {
    asked.push(cookie)
    if (cookie !== 'good') throw new Problem('SESSION_ENDED')
    return { access_token: 'token of good' }
  }
  internalRoutes(app, { tokens: { tokenFor }, internalKey: key })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  closings.push(() => app.close())
  return { url, asked }
}

test('a gateway in another process is told which token stands for a cookie', async () => {
  const { url } = await identity()
  expect(await askForToken(url, key, 'good')).toBe('token of good')
  await expect(askForToken(url, key, 'bad')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
})

control('SESSION-19', 'who lacks the key of the installation is told nothing, whatever cookie they bring', async () => {
  const { url, asked } = await identity()
  const other = new Secret('x'.repeat(40))
  await expect(askForToken(url, other, 'good')).rejects.toMatchObject({ code: 'ROLE_UNREACHABLE' })
  for (const header of [undefined, '', 'x', signInternal('other', key), signInternal('good', key, Date.now() - 31_000)]) {
    const answer = await fetch(`${url}${INTERNAL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(header !== undefined && { 'skykeep-internal': header }) },
      body: JSON.stringify({ cookie: 'good' }),
    })
    expect([header, answer.status]).toEqual([header, 404])
  }
  expect(asked).toEqual([])
  expect(verifyInternal(signInternal('good', key), 'good', key)).toBe(true)
})

test('without the role that knows sessions a call with a cookie is answered 503, not let in', async () => {
  await expect(askForToken('http://127.0.0.1:1', key, 'good')).rejects.toMatchObject({ code: 'ROLE_UNREACHABLE' })
})
