import { expect } from 'vitest'
import { readConfiguration } from '../config/read.ts'
import { newKeepToken } from '../features/notifications/keep-link.ts'
import { newId } from '../lib/new-id.ts'
import { bareApp } from '../testing/bare-app.ts'
import { control } from '../testing/control.ts'
import { proxyRemoteRoles } from './gateway.ts'

control(
  'NOTIFY-21',
  'a gateway hands links over without a session, and its log does not have them when nobody is behind it',
  async () => {
    const token = newKeepToken(newId(), newId())
    const behind = bareApp()
    behind.app.get('/keep/:token', { config: { public: 'a trial' } }, () => 'the page')
    const url = await behind.app.listen({ host: '127.0.0.1', port: 0 })
    const gatewayTo = (automation: string) => {
      const internal = 'a key of a trial that is long enough, as it has to be'
      const settings = {
        SKYKEEP_ROLE: 'gateway',
        SKYKEEP_AUTOMATION_URL: automation,
        SKYKEEP_INTERNAL_KEY: internal,
        SKYKEEP_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      }
      const gateway = bareApp()
      proxyRemoteRoles(gateway.app, readConfiguration(settings))
      return gateway
    }
    const gateway = gatewayTo(url)
    const asked = await gateway.app.inject({ method: 'GET', url: `/keep/${token}` })
    expect([asked.statusCode, asked.body]).toEqual([200, 'the page'])
    await behind.app.close()
    const lost = await gateway.app.inject({ method: 'GET', url: `/keep/${token}` })
    expect(lost.json().code).toBe('ROLE_UNREACHABLE')
    for (const { lines } of [gateway, behind]) {
      expect(lines.length).toBeGreaterThan(0)
      expect(JSON.stringify(lines)).not.toContain(token.slice(-42))
    }
    await gateway.app.close()
  },
)
