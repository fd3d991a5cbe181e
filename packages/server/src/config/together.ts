import { isMailServer } from '../lib/mail-server.ts'
import { type Configuration, serverRoles } from './schema.ts'

type Name = keyof Configuration

interface Rule {
  /** The settings it looks at. It is not asked while one of them is wrong by itself: that fault is told already. */
  of: readonly Name[]
  broken: (config: Configuration) => boolean
  fault: string
}

const loopback = ['127.0.0.1', '::1', 'localhost']
const isLoopback = (url: string) => loopback.includes(new URL(url).hostname.replace(/^\[|\]$/g, ''))
const isForOthers = ({ SKYKEEP_TLS, SKYKEEP_PUBLIC_URL }: Configuration) =>
  SKYKEEP_TLS === 'files' || (SKYKEEP_PUBLIC_URL !== undefined && !isLoopback(SKYKEEP_PUBLIC_URL))
const isSplit = ({ SKYKEEP_ROLE }: Configuration) => SKYKEEP_ROLE.length < serverRoles.length

/** What settings must fulfil together. */
const rules: readonly Rule[] = [
  {
    of: ['SKYKEEP_TLS', 'SKYKEEP_HOST'],
    broken: ({ SKYKEEP_HOST, SKYKEEP_TLS }) => !loopback.includes(SKYKEEP_HOST) && SKYKEEP_TLS === 'off',
    fault: 'plain HTTP is for loopback only: set `development` or `files`',
  },
  {
    of: ['SKYKEEP_TLS_CERT_FILE', 'SKYKEEP_TLS_KEY_FILE', 'SKYKEEP_TLS'],
    broken: (config) => config.SKYKEEP_TLS === 'files' && !(config.SKYKEEP_TLS_CERT_FILE && config.SKYKEEP_TLS_KEY_FILE),
    fault: 'with SKYKEEP_TLS=files both the certificate and the key file are needed',
  },
  {
    of: ['SKYKEEP_TLS', 'SKYKEEP_ROLE'],
    broken: (config) => config.SKYKEEP_TLS === 'development' && !config.SKYKEEP_ROLE.includes('identity'),
    fault: '`development` needs the role identity in the same process, which has the key of the authority',
  },
  {
    of: ['SKYKEEP_MTLS_CA_FILE', 'SKYKEEP_TLS'],
    broken: (config) => config.SKYKEEP_MTLS_CA_FILE !== undefined && config.SKYKEEP_TLS !== 'files',
    fault: 'has an effect only with SKYKEEP_TLS=files',
  },
  {
    of: ['SKYKEEP_REDIS_URL', 'SKYKEEP_LIMIT_STORE'],
    broken: (config) => config.SKYKEEP_LIMIT_STORE === 'redis' && !config.SKYKEEP_REDIS_URL,
    fault: 'is needed with SKYKEEP_LIMIT_STORE=redis',
  },
  {
    of: ['SKYKEEP_SMTP_URL'],
    broken: ({ SKYKEEP_SMTP_URL }) => SKYKEEP_SMTP_URL !== undefined && !isMailServer(SKYKEEP_SMTP_URL.reveal()),
    fault: 'must be smtp://host:port or smtps://host:port, perhaps with user:password@, and nothing after the port',
  },
  {
    of: ['SKYKEEP_MAIL_FROM', 'SKYKEEP_SMTP_URL'],
    broken: (config) => config.SKYKEEP_SMTP_URL !== undefined && config.SKYKEEP_MAIL_FROM === undefined,
    fault: 'is needed with SKYKEEP_SMTP_URL',
  },
  {
    of: ['SKYKEEP_GOOGLE_CLIENT_SECRET', 'SKYKEEP_GOOGLE_CLIENT_ID'],
    broken: (config) => (config.SKYKEEP_GOOGLE_CLIENT_ID === undefined) !== (config.SKYKEEP_GOOGLE_CLIENT_SECRET === undefined),
    fault: 'and SKYKEEP_GOOGLE_CLIENT_ID belong together',
  },
  {
    of: ['SKYKEEP_WEATHERAPI_KEY', 'SKYKEEP_WEATHER_PROVIDER'],
    broken: (config) => config.SKYKEEP_WEATHER_PROVIDER === 'weatherapi' && config.SKYKEEP_WEATHERAPI_KEY === undefined,
    fault: 'is needed with SKYKEEP_WEATHER_PROVIDER=weatherapi',
  },
  {
    of: ['SKYKEEP_VAULT_TOKEN_FILE', 'SKYKEEP_ROOT_KEYS'],
    broken: (config) =>
      config.SKYKEEP_ROOT_KEYS.some(({ provider }) => provider === 'vault') && config.SKYKEEP_VAULT_TOKEN_FILE === undefined,
    fault: 'is needed with a root key at vault:…',
  },
  {
    of: ['SKYKEEP_ROOT_KEYS', 'SKYKEEP_ROOT_KEY_IN_FILE', 'SKYKEEP_TLS', 'SKYKEEP_PUBLIC_URL', 'SKYKEEP_ROLE'],
    // A gateway alone has no secrets to open.
    broken: (config) =>
      config.SKYKEEP_ROOT_KEYS[0]?.provider === 'file' &&
      config.SKYKEEP_ROOT_KEY_IN_FILE === 'refused' &&
      config.SKYKEEP_ROLE.some((role) => role !== 'gateway') &&
      isForOthers(config),
    fault:
      'an installation that others reach wants the root key in a service (docs/security/root-keys.md), or SKYKEEP_ROOT_KEY_IN_FILE=accepted',
  },
  {
    of: ['SKYKEEP_INTERNAL_KEY', 'SKYKEEP_ROLE'],
    broken: (config) => isSplit(config) && !config.SKYKEEP_INTERNAL_KEY,
    fault: 'is needed when roles run in several processes',
  },
  {
    of: ['SKYKEEP_DATABASE_URL', 'SKYKEEP_ROLE'],
    broken: (config) => isSplit(config) && !config.SKYKEEP_DATABASE_URL,
    fault: 'is needed when roles run in several processes',
  },
  {
    of: ['SKYKEEP_INTERNAL_KEY'],
    broken: ({ SKYKEEP_INTERNAL_KEY }) => SKYKEEP_INTERNAL_KEY !== undefined && SKYKEEP_INTERNAL_KEY.reveal().length < 32,
    fault: 'must have at least 32 characters',
  },
]

/** The faults that show only when settings are seen together; `config` holds the settings that are right by themselves. */
export function faultsTogether(config: Partial<Configuration>): string[] {
  return rules
    .filter(({ of, broken }) => of.every((name) => Object.hasOwn(config, name)) && broken(config as Configuration))
    .map(({ of, fault }) => `${of[0]}: ${fault}`)
}
