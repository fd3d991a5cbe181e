import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { withClient } from './owner-client.ts'
import { scramVerifier } from './scram-verifier.ts'

test('PostgreSQL accepts the password of a verifier that was made here, and no other', async () => {
  const database = await testDatabase()
  const name = `scram_${Date.now()}_${process.pid}`
  onTestFinished(async () => {
    await withClient(database.adminUrl, 'test', (client) => client.query(`drop role if exists ${name}`))
    await database.drop()
  })
  await withClient(database.adminUrl, 'test', (client) =>
    client.query(`create role ${name} superuser login password '${scramVerifier('pencil')}'`),
  )
  const as = (password: string) =>
    withClient(database.adminUrl.replace(/\/\/[^@]*@/, `//${name}:${password}@`), 'test', async () => 'in')
  expect(await as('pencil')).toBe('in')
  await expect(as('pen')).rejects.toThrow(/password authentication failed/)
})

test('the same password has another verifier each time, and none contains it', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'))
  expect(scramVerifier('pencil')).not.toContain('pencil')
})
