import type { AskedScope, AuthorizationRequest, DeviceRequest } from '@skykeep/contract'
import { escapeHtml, htmlPage } from '../../operations/html-page.ts'

/**
 * Pages for people until the console has better ones: plain forms without a script. Everything that comes from outside is escaped; who
 * a form is sent by is decided by `refuseCrossSite`, so that there is no secret in them.
 */
const text = escapeHtml

const page = (title: string, parts: readonly string[], fault?: string): string =>
  htmlPage(
    title,
    [`<h1>${text(title)}</h1>`, ...(fault ? [`<p role="alert"><strong>${text(fault)}</strong></p>`] : []), ...parts].join('\n'),
  )

const form = (action: string, fields: readonly string[]): string =>
  `<form method="post" action="${text(action)}">\n${fields.join('\n')}\n</form>`

const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" value="${text(value)}">`

const button = (value: string, label: string): string =>
  `<button type="submit" name="action" value="${value}">${text(label)}</button>`

export function signInPage(action: string, whom: string | null, fault?: string): string {
  return page(
    'Sign in',
    [
      ...(whom === null ? [] : [`<p>to go on to <strong>${text(whom)}</strong></p>`]),
      form(action, [
        '<p><label>E-mail address<br><input name="email" type="email" autocomplete="username" required></label></p>',
        '<p><label>Password<br><input name="password" type="password" autocomplete="current-password" required></label></p>',
        `<p>${button('sign_in', 'Sign in')}</p>`,
      ]),
    ],
    fault,
  )
}

export function secondFactorPage(action: string, challenge: string, fault?: string): string {
  return page(
    'Second factor',
    [
      form(action, [
        hidden('challenge', challenge),
        '<p><label>Code of your authenticator app, or a recovery code<br><input name="code" autocomplete="one-time-code" required></label></p>',
        `<p>${button('second_factor', 'Go on')}</p>`,
      ]),
    ],
    fault,
  )
}

export function consentPage(action: string, request: AuthorizationRequest, fault?: string): string {
  const { client, account, team, scopes, redirect_uri } = request
  return page(
    'Let it act for you?',
    [
      ...whoAsks(client),
      `<p>You are ${text(account?.name ?? '')} (${text(account?.email ?? '')}), in ${text(team?.name ?? 'no team')}.</p>`,
      form(action, [
        ...scopeChoice(scopes),
        lifetime(request),
        `<p>${button('approve', 'Approve')} ${button('deny', 'Refuse')}</p>`,
      ]),
      `<p>Then your browser goes on to <code>${text(redirect_uri)}</code>.</p>`,
    ],
    fault,
  )
}

export function userCodePage(action: string, typed: string, fault?: string): string {
  return page(
    'Connect a device',
    [
      form(action, [
        `<p><label>The code that your device shows<br><input name="user_code" value="${text(typed)}" autocomplete="off" required></label></p>`,
        `<p>${button('find', 'Go on')}</p>`,
      ]),
    ],
    fault,
  )
}

export function devicePage(action: string, request: DeviceRequest, fault?: string): string {
  const { client, scopes, user_code, address } = request
  return page(
    'Let the device act for you?',
    [
      ...whoAsks(client),
      `<p>A device at ${text(address ?? 'an unknown address')} shows <code>${text(user_code)}</code>. Refuse if it is not in front of you.</p>`,
      form(action, [
        hidden('user_code', user_code),
        ...scopeChoice(scopes),
        lifetime(request),
        `<p>${button('approve', 'Approve')} ${button('deny', 'Refuse')}</p>`,
      ]),
    ],
    fault,
  )
}

export const messagePage = (title: string, message: string): string => page(title, [`<p>${text(message)}</p>`])

/** The browser goes on by itself (the answer's `Refresh` header); a form that was answered by a redirect may not leave this site. */
export const onwardPage = (redirect_to: string): string => page('Done', [`<p><a href="${text(redirect_to)}">Go on</a></p>`])

function whoAsks({ id, name, team, is_proven }: AuthorizationRequest['client']): string[] {
  const whose = team === null ? 'of Skykeep' : `of the team ${team.name}`
  return [
    `<p><strong>${text(name)}</strong> ${text(whose)} (<code>${text(id)}</code>) asks to act for you.</p>`,
    ...(is_proven ? [] : ['<p>Anybody can use this name. Approve only what you began yourself, a moment ago.</p>']),
  ]
}

function scopeChoice(scopes: readonly AskedScope[]): string[] {
  const one = ({ name, description }: AskedScope) =>
    `<p><label><input type="checkbox" name="scope" value="${text(name)}" checked> ${text(description)} <code>${text(name)}</code></label></p>`
  return scopes.map(one)
}

const lifetime = ({ access_seconds }: { access_seconds: number }): string =>
  `<p>For at most ${Math.round(access_seconds / 86_400)} days; you can end it at any time.</p>`
