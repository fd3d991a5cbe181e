import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { adminLogin, appLogin, ownerLogin, type Passwords } from '../db/embedded/passwords.ts'
import { migrate } from '../db/migrate.ts'
import { readMigrations } from '../db/migration-files.ts'
import { withClient } from '../db/owner-client.ts'
import { provision } from '../db/provision.ts'
import type { TestServer } from './test-server.ts'

export interface TestDatabase {
  /** As the restricted login of the program. */
  appUrl: string
  /** As the owner of the tables, to whom row-level security applies too. */
  ownerUrl: string
  /** As the superuser, who sees everything: for looking past the walls. */
  adminUrl: string
  drop(): Promise<void>
}

/** A fresh database with all migrations: a copy of a template that the first caller of the run makes. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await askForServer(inject('testDatabaseDoor'))
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = `template_${fingerprint()}`
  await withClient(server.adminUrl, 'skykeep test', async (admin) => {
    await admin.query('set lock_timeout = 0') // many may wait
    await admin.query('select pg_advisory_lock(1)') // a template can be copied by one at a time, and is made once
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
    if (!rowCount) await makeTemplate(server, template)
    await admin.query(`create database ${name} template ${template} owner ${ownerLogin}`)
  })
  return {
    ...urls(server, name),
    drop: () =>
      withClient(server.adminUrl, 'skykeep test', async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

async function askForServer(door: string): Promise<TestServer> {
  const answer = JSON.parse(await text(connect(door))) as TestServer & { error?: string }
  if (answer.error) throw new Error(answer.error)
  return answer
}

/** Made under another name first: a run that fails in the middle leaves no half template. */
async function makeTemplate({ adminUrl, passwords }: TestServer, template: string): Promise<void> {
  const unfinished = `unfinished_${randomBytes(6).toString('hex')}`
  await provision({ adminUrl, passwords, database: unfinished })
  await migrate({ url: urls({ adminUrl, passwords }, unfinished).ownerUrl })
  await withClient(adminUrl, 'skykeep test', async (admin) => {
    await admin.query(`alter database ${unfinished} rename to ${template}`)
  })
}

function urls({ adminUrl, passwords }: TestServer, database: string): Omit<TestDatabase, 'drop'> {
  const as = (login: keyof Passwords) =>
    adminUrl.replace(/\/\/[^@]*@/, `//${login}:${passwords[login]}@`).replace(/\/postgres$/, `/${database}`)
  return { appUrl: as(appLogin), ownerUrl: as(ownerLogin), adminUrl: as(adminLogin) }
}

/** In watch mode migrations change while the server stays. */
const fingerprint = () =>
  createHash('sha256')
    .update(
      readMigrations()
        .map(({ sha256 }) => sha256)
        .join(),
    )
    .digest('hex')
    .slice(0, 12)
