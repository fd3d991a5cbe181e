import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Secret } from '../../config/secret.ts'
import { withFileLock } from './file-lock.ts'

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text))

const Login = z.strictObject({
  client_id: z.string(),
  subject: z.string(),
  access_token: secret,
  /** Null: the installation gave none, and the sign-in ends with the access token. */
  refresh_token: secret.nullable(),
  expires_at: z.iso.datetime(),
  scope: z.string(),
  /** PEM of an authority that is trusted beside those of the system. */
  ca_file: z.string().nullable(),
})
/** A sign-in at one installation. */
export type Login = z.output<typeof Login>

const Content = z.strictObject({
  version: z.literal(1),
  /** The installation that is meant when none is named. */
  current: z.string().nullable(),
  logins: z.record(z.string(), Login),
})
export type Content = z.output<typeof Content>

const nothing: Content = { version: 1, current: null, logins: {} }
const READABLE_BY_OTHERS = 0o077

export type CredentialsFile = ReturnType<typeof credentialsFile>

/** What keeps people signed in, in a folder of their own: readable by nobody else, written whole or not at all. */
export function credentialsFile(folder: string) {
  const path = join(folder, 'credentials.json')

  return {
    path,

    /** @throws Error when others can read it, or it is not as it was written */
    async read(): Promise<Content> {
      const file = await open(path, constants.O_RDONLY).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      if (!file) return nothing
      try {
        // Asked of the open file and not of the path: between two looks at a path the file can be exchanged.
        const { mode } = await file.stat()
        if (process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0)
          throw new Error(`${path} can be read by others. If nobody did: chmod 600 ${path}. Else: skykeep logout, everywhere.`)
        return parsed(path, await file.readFile('utf8'))
      } finally {
        await file.close()
      }
    },

    /** Reads, does the work, and writes what it answers, with no other process doing so meanwhile. */
    async change(work: (before: Content) => Promise<Content>): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await withFileLock(`${path}.lock`, async () => {
        const before = await this.read()
        const after = await work(before)
        if (after !== before) await write(after)
      })
    },
  }

  async function write(content: Content): Promise<void> {
    const draft = `${path}.${randomUUID()}`
    try {
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(`${JSON.stringify(revealed(content), null, 2)}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }
}

function parsed(path: string, text: string): Content {
  try {
    return Content.parse(JSON.parse(text))
  } catch {
    // Neither the text nor what is wrong with it is told: both could hold a token.
    throw new Error(`${path} is not as skykeep wrote it; delete it and sign in again.`)
  }
}

const revealed = ({ logins, ...rest }: Content) => ({
  ...rest,
  logins: Object.fromEntries(
    Object.entries(logins).map(([url, login]) => [
      url,
      { ...login, access_token: login.access_token.reveal(), refresh_token: login.refresh_token?.reveal() ?? null },
    ]),
  ),
})

export const withLogin = (content: Content, url: string, login: Login): Content => ({
  ...content,
  logins: { ...content.logins, [url]: login },
})

export function withoutLogin({ current, logins, ...rest }: Content, url: string): Content {
  const left = Object.fromEntries(Object.entries(logins).filter(([one]) => one !== url))
  return { ...rest, current: current === url ? null : current, logins: left }
}
