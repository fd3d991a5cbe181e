import { resolve } from 'node:path'
import { permissionNames } from '@skykeep/contract'
import * as oidc from 'openid-client'
import { readArguments } from '../read-arguments.ts'
import { plain, record } from '../table.ts'
import { accessTokens, newLogin, teamOf } from './access-tokens.ts'
import { signInByBrowser, type Tokens } from './code-flow.ts'
import { type Content, credentialsFile, type Login, withLogin, withoutLogin } from './credentials-file.ts'
import { signInByCode } from './device-flow.ts'
import { installationUrl } from './installation-url.ts'
import { oauthServer, trustAuthority } from './oauth-server.ts'
import { chosenInstallation, type RemoteCommand, type RemoteContext, refusable, SignedOut } from './remote-command.ts'

const usages = {
  login: `skykeep login [--url URL] [--device] [--permission NAME]… [--fresh] [--ca FILE]
                --device: with a code, in a browser on another machine; --permission: only these, instead of all that you have`,
  logout: 'skykeep logout [--url URL | --all]',
  whoami: 'skykeep whoami [--url URL] [--json]',
}

export const signInCommands: Record<string, RemoteCommand> = {
  login: refusable({ usage: usages.login, run: login }),
  logout: refusable({ usage: usages.logout, run: logout }),
  whoami: refusable({ usage: usages.whoami, run: whoami }),
}

const one = { type: 'string' } as const
const flag = { type: 'boolean' } as const

async function login(args: string[], context: RemoteContext): Promise<number> {
  const options = { url: one, device: flag, fresh: flag, ca: one, permission: { ...one, multiple: true } } as const
  const { values } = readArguments(args, options, 0, usages.login)
  const file = credentialsFile(context.folder)
  const { current, logins } = await file.read()
  const url = values.url === undefined ? current : installationUrl(values.url)
  if (url === null) throw new Error(`Say where.\nusage: ${usages.login}`)
  const caFile = values.ca === undefined ? (logins[url]?.ca_file ?? null) : resolve(values.ca)
  trustAuthority(caFile)
  const server = await oauthServer(url)
  const scope = scopeOf(server, values.permission)
  const tokens = values.device
    ? await signInByCode(server, scope, context)
    : await signInByBrowser(server, { scope, fresh: values.fresh ?? false }, context)

  const fresh = newLogin(tokens, tokens.claims()?.sub ?? '', caFile, context.now())
  let former: Login | undefined
  await file.change(async (content) => {
    former = content.logins[url]
    return { ...withLogin(content, url, fresh), current: url }
  })
  if (former) await revoke(server, former)
  const name = await nameOf(server, tokens, fresh)
  context.print(`Signed in at ${url}${name === '' ? '' : ` as ${name}`}, ${inTeam(fresh)}.`)
  return 0
}

/** Who they are, staying signed in, and the permissions; as far as this installation knows them. */
function scopeOf(server: oidc.Configuration, wanted: readonly string[] = permissionNames): string {
  const known = server.serverMetadata().scopes_supported
  const unknown =
    wanted === permissionNames ? [] : wanted.filter((name) => !(permissionNames as readonly string[]).includes(name))
  if (unknown.length > 0) throw new Error(`There is no permission ${unknown.join(', ')}.`)
  const asked = ['openid', 'offline_access', 'email', 'profile', ...wanted]
  return (known ? asked.filter((name) => known.includes(name)) : asked).join(' ')
}

async function nameOf(server: oidc.Configuration, { access_token }: Tokens, { subject }: Login): Promise<string> {
  if (server.serverMetadata().userinfo_endpoint === undefined || subject === '') return subject
  // A name is a courtesy: without it the sign-in is none the worse.
  const told = await oidc.fetchUserInfo(server, access_token, subject).catch(() => ({ name: undefined, email: undefined }))
  return plain([told.name, told.email && `<${told.email}>`].filter(Boolean).join(' ')) || subject
}

function inTeam({ access_token }: Login): string {
  const team = teamOf(access_token)
  return team === null ? 'in no team' : `in the team ${plain(team)}`
}

async function logout(args: string[], context: RemoteContext): Promise<number> {
  const { values } = readArguments(args, { url: one, all: flag }, 0, usages.logout)
  const file = credentialsFile(context.folder)
  const before = await file.read()
  const chosen = values.url === undefined ? before.current : installationUrl(values.url)
  const urls = values.all ? Object.keys(before.logins) : chosen === null ? [] : [chosen]
  if (urls.length === 0 && !values.all) throw new SignedOut(null)
  for (const url of urls) {
    let former: Login | undefined
    await file.change(async (content: Content) => {
      former = content.logins[url]
      return former ? withoutLogin(content, url) : content
    })
    // Gone from here first: whatever the installation says, this machine holds it no more.
    const isEnded = former !== undefined && (await ended(url, former))
    context.print(`Signed out at ${url}.`)
    if (former && !isEnded)
      context.warn(`${url} could not be told; the sign-in there ends by itself, or in your list of consents.`)
  }
  return 0
}

async function ended(url: string, former: Login): Promise<boolean> {
  try {
    trustAuthority(former.ca_file)
    return await revoke(await oauthServer(url), former)
  } catch {
    return false
  }
}

/** With the refresh token everything that came of the sign-in ends; without one, the access token. */
async function revoke(server: oidc.Configuration, { refresh_token, access_token }: Login): Promise<boolean> {
  const hint = refresh_token === null ? 'access_token' : 'refresh_token'
  const token = (refresh_token ?? access_token).reveal()
  return oidc.tokenRevocation(server, token, { token_type_hint: hint }).then(
    () => true,
    () => false,
  )
}

async function whoami(args: string[], context: RemoteContext): Promise<number> {
  const { values } = readArguments(args, { url: one }, 0, usages.whoami)
  const url = await chosenInstallation(context, values.url === undefined ? undefined : installationUrl(values.url))
  const file = credentialsFile(context.folder)
  const token = await accessTokens(file, url, context.now).get()
  const { subject, scope, expires_at } = (await file.read()).logins[url]!
  const server = await oauthServer(url)
  const { name, email } = await oidc.fetchUserInfo(server, token.reveal(), subject).catch(() => {
    throw new SignedOut(url, 'Your sign-in is over')
  })
  const permissions = scope.split(' ').filter((one) => one.includes(':'))
  const told = { installation: url, account: subject, name, email, team: teamOf(token), permissions, renewed_before: expires_at }
  context.print(values.json ? JSON.stringify(told) : record({ ...told, permissions: `${permissions.length} asked for` }))
  return 0
}
