import { normalizeEmail } from '@skykeep/contract'
import { z } from 'zod'
import { readKeyAddresses } from '../cloud/keys/key-address.ts'
import { readAddedClouds } from '../lib/azure-clouds.ts'
import { isNetwork } from '../lib/networks.ts'
import { isSender } from '../lib/sender.ts'
import { Secret } from './secret.ts'

export const serverRoles = ['gateway', 'identity', 'telemetry', 'automation', 'weather', 'contacts'] as const
export type ServerRole = (typeof serverRoles)[number]

// Only digits: a coerced number would also be made of blanks (0), of 0x10 and of 1e9.
const count = (usual: number, least = 1, most = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number, in digits')
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(usual)
const secret = () =>
  z
    .string()
    .min(1)
    .transform((text) => new Secret(text))
    .optional()
const webUrl = () => z.url({ protocol: /^https?$/ })
const file = () => z.string().min(1)
const port = (usual: number) => count(usual, 0, 65_535)
const flag = (usual: boolean) =>
  z
    .enum(['true', 'false'])
    .default(usual ? 'true' : 'false')
    .transform((text) => text === 'true')

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

/**
 * Everything that can be set, in one place. Names carry the product and the unit. A secret can also come from a file: the same
 * name with `_FILE`. This list makes `docs/configuration.md` and `.env.example`.
 */
export const settings = {
  SKYKEEP_ROLE: z
    .string()
    .default('all')
    .transform((text, context): ServerRole[] => {
      if (text === 'all') return [...serverRoles]
      const named = text.split(',').map((name) => name.trim())
      const unknown = named.filter((name) => !(serverRoles as readonly string[]).includes(name))
      if (unknown.length > 0) context.addIssue(`unknown role ${unknown.join(', ')}; there are: all, ${serverRoles.join(', ')}`)
      return serverRoles.filter((role) => named.includes(role))
    })
    .describe(
      'Roles of this process, separated by commas: `gateway`, `identity`, `telemetry`, `automation`, `weather`, `contacts`, or `all`',
    ),
  SKYKEEP_DATA_DIR: file()
    .default('./data')
    .describe('Folder for the embedded database, the root key and the development authority'),
  SKYKEEP_ROOT_KEYS: z
    .string()
    .default('file')
    .transform((text, context) => {
      const addresses = readKeyAddresses(text)
      if (typeof addresses !== 'string') return addresses
      context.addIssue(addresses)
      return z.NEVER
    })
    .describe(
      'Where the root key is: `file` (`root.key` in the data folder), or `azure:…`, `aws:…`, `vault:…` (docs/security/root-keys.md). Of several, separated by commas, the first wraps and all unwrap',
    ),
  SKYKEEP_ROOT_KEY_IN_FILE: z
    .enum(['refused', 'accepted'])
    .default('refused')
    .describe(
      'Whether an installation that others reach (`SKYKEEP_TLS=files`, or a public address that is not this machine) may wrap with a root key in a file: whoever copies that file and the database reads every secret',
    ),
  SKYKEEP_VAULT_TOKEN_FILE: file()
    .optional()
    .describe('File with the token for a root key of `vault:…`; read for each call, so that whoever renews it writes it anew'),
  SKYKEEP_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least level that is logged'),

  SKYKEEP_HOST: z.string().default('127.0.0.1').describe('Address to listen on; anything but loopback needs TLS'),
  SKYKEEP_PORT: port(8080).describe('Port of the API (0: any free one)'),
  SKYKEEP_MTLS_PORT: port(8443).describe('Port that asks for client certificates (0: any free one)'),
  SKYKEEP_OPERATIONS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address of the operations port (`/metrics`); keep it private'),
  SKYKEEP_OPERATIONS_PORT: port(9464).describe('Port of `/metrics` and the health of this process (0: any free one)'),
  SKYKEEP_PUBLIC_URL: webUrl()
    .optional()
    .describe('How clients reach the API; also the issuer of tokens. Default: the address listened on'),
  SKYKEEP_PUBLIC_MTLS_URL: webUrl().optional().describe('How clients with certificates reach the API'),
  SKYKEEP_TLS: z
    .enum(['off', 'development', 'files'])
    .default('off')
    .describe(
      '`off`: HTTP, on loopback only. `development`: a certificate of the authority made on first start. `files`: your own',
    ),
  SKYKEEP_TLS_CERT_FILE: file().optional().describe('PEM chain, with `SKYKEEP_TLS=files`'),
  SKYKEEP_TLS_KEY_FILE: file().optional().describe('PEM private key, with `SKYKEEP_TLS=files`'),
  SKYKEEP_MTLS_CA_FILE: file()
    .optional()
    .describe(
      'PEM of the root whose client certificates count (`GET /pki/root.pem`), for a gateway without the role identity; with `SKYKEEP_TLS=files`',
    ),
  SKYKEEP_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .refine((names) => names.every(isNetwork), 'must be IP addresses or networks such as 10.0.0.0/8')
    .describe('Addresses or networks whose `X-Forwarded-For` is believed, separated by commas; none by default'),
  SKYKEEP_SHUTDOWN_SECONDS: count(25, 1, 600).describe('How long a stopping process may take to finish what it accepted'),

  SKYKEEP_DATABASE_URL: secret().describe(
    'PostgreSQL 15 or newer, as the restricted login. Without it a PostgreSQL is started in the data folder',
  ),
  SKYKEEP_DATABASE_OWNER_URL: secret().describe(
    'PostgreSQL as the owner, for migrations only. Without it the start only checks that they are applied',
  ),
  SKYKEEP_DATABASE_CONNECTIONS: count(8, 1, 200).describe('Connections per role of this process'),
  SKYKEEP_REDIS_URL: secret().describe('Redis or Valkey for shared rate counters, with `SKYKEEP_LIMIT_STORE=redis`'),

  SKYKEEP_IDENTITY_URL: webUrl().optional().describe('Where the role identity is reached when it is not in this process'),
  SKYKEEP_TELEMETRY_URL: webUrl().optional().describe('Where the role telemetry is reached when it is not in this process'),
  SKYKEEP_AUTOMATION_URL: webUrl().optional().describe('Where the role automation is reached when it is not in this process'),
  SKYKEEP_WEATHER_URL: webUrl().optional().describe('Where the role weather is reached when it is not in this process'),
  SKYKEEP_INTERNAL_KEY: secret().describe(
    'Shared by the processes of one installation: proves to a role that the gateway read the client certificate (32 bytes or more, any text)',
  ),

  SKYKEEP_BODY_LIMIT_BYTES: count(65_536, 1_024).describe('Largest body, counted in bytes read'),
  SKYKEEP_BATCH_BODY_LIMIT_BYTES: count(1_048_576, 1_024).describe('Largest body of `/telemetry/batches`'),
  SKYKEEP_SESSION_SECONDS: count(86_400, 300, 30 * 86_400).describe('Age at which a session of a person ends, whatever they do'),
  SKYKEEP_SESSION_IDLE_SECONDS: count(3_600, 60, 86_400).describe(
    'A session that nobody used for so long ends; a team can say otherwise',
  ),
  SKYKEEP_ACCESS_TOKEN_SECONDS: count(900, 30, 900).describe('Life of an access token; never longer than 15 minutes'),

  SKYKEEP_PASSWORD_HASH: z
    .enum(['argon2id', 'pbkdf2-sha512'])
    .default('argon2id')
    .describe(
      'How passwords are hashed; `pbkdf2-sha512` where FIPS 140 is asked for. Others are hashed anew at the next sign-in',
    ),
  SKYKEEP_BREACHED_PASSWORDS_FILE: file()
    .optional()
    .describe(
      'More passwords to refuse: one SHA-1 in hex on each line, in order, as Pwned Passwords ships them. Read in place, never loaded',
    ),
  SKYKEEP_SMTP_URL: secret().describe(
    'Mail server, `smtp://user:password@host:587` or `smtps://…:465`; TLS is demanded except on loopback. Without it mails wait',
  ),
  SKYKEEP_MAIL_FROM: z
    .string()
    .refine(isSender, 'must be an address, or a name and an address such as Skykeep <skykeep@example.com>')
    .optional()
    .describe('Sender of mails, such as `Skykeep <skykeep@example.com>`; needed with `SKYKEEP_SMTP_URL`'),

  SKYKEEP_LIMIT_STORE: z
    .enum(['memory', 'postgres', 'redis'])
    .default('memory')
    .describe('Where rate counters live; `memory` counts per process'),
  SKYKEEP_LIMIT_AIRCRAFT_PER_MINUTE: count(60).describe('Single calls of one aircraft'),
  SKYKEEP_LIMIT_AIRCRAFT_BATCHES_PER_MINUTE: count(60).describe('Batches of one aircraft'),
  SKYKEEP_LIMIT_CLIENT_PER_MINUTE: count(3_000).describe('Calls of one client'),
  SKYKEEP_LIMIT_ACCOUNT_PER_MINUTE: count(1_200).describe('Calls of one person'),
  SKYKEEP_LIMIT_MAILS_PER_MINUTE: count(10).describe('Mails with codes to one mailbox, and asked for from one address'),
  SKYKEEP_LIMIT_ADDRESS_PER_MINUTE: count(12_000).describe('Calls from one address (IPv6: one /64)'),
  SKYKEEP_LIMIT_FAILED_AUTHENTICATION_PER_MINUTE: count(30).describe('Refused credentials from one address before it must wait'),
  SKYKEEP_LIMIT_TOKENS_PER_MINUTE: count(30).describe('Tokens issued to one client or aircraft'),

  SKYKEEP_TELEMETRY_PAST_SECONDS: count(7 * 86_400).describe('How old an event may be without `telemetry:backfill`'),
  SKYKEEP_TELEMETRY_FUTURE_SECONDS: count(300, 0).describe('How far ahead of our clock an event may be'),
  SKYKEEP_TELEMETRY_RETENTION_DAYS: count(90).describe(
    'Events older than this are removed, a day at a time; back-filled days count from their receipt',
  ),
  SKYKEEP_TELEMETRY_QUEUE_EVENTS: count(20_000).describe('Events that may wait for the database before calls are answered 503'),

  SKYKEEP_CONTACTS_URL: webUrl().optional().describe('Where the role contacts is reached when it is not in this process'),
  SKYKEEP_GOOGLE_CLIENT_ID: z
    .string()
    .regex(/^[\w.-]{1,200}$/)
    .optional()
    .describe(
      'Application at Google that people let read their contacts; its redirect address is `/contacts/oauth/callback` at SKYKEEP_PUBLIC_URL',
    ),
  SKYKEEP_GOOGLE_CLIENT_SECRET: secret().describe('Its secret'),
  SKYKEEP_GOOGLE_URL: webUrl()
    .refine((text) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(text).hostname), 'must be an address of this machine')
    .transform((text) => new URL(text).origin)
    .optional()
    .describe('A pretended Google on this machine, for demos and tests'),
  SKYKEEP_WEATHER_PROVIDER: z
    .enum(['demo', 'open-meteo', 'weatherapi', 'none'])
    .optional()
    .describe(
      'Who tells the weather at a place. Providers are told places to a tenth of a degree. `demo` makes it up. Default: `demo` in a demo with the embedded database and without `SKYKEEP_TLS=files`, else `none`',
    ),
  SKYKEEP_WEATHERAPI_KEY: secret().describe('Key of WeatherAPI.com, for `SKYKEEP_WEATHER_PROVIDER=weatherapi`'),
  SKYKEEP_AVIATION_PROVIDER: z
    .enum(['demo', 'aviationweather', 'none'])
    .optional()
    .describe(
      'Who has METAR and TAF: aviationweather.gov, or made-up ones. Default: `demo` in a demo with the embedded database and without `SKYKEEP_TLS=files`, else `none`',
    ),
  SKYKEEP_AZURE_PRICES_URL: webUrl()
    .transform((text) => new URL(text).origin)
    .optional()
    .describe(
      'Where list prices are read from, such as `https://prices.azure.com`; without it savings are counted with a sample. What is sent are regions, sizes and currencies',
    ),
  SKYKEEP_RUNS_KEEP_DAYS: count(400).describe('Days for which runs and their steps are kept after their end'),
  SKYKEEP_AZURE_CLOUDS: z
    .string()
    .default('')
    .transform((text, context) => {
      const clouds = readAddedClouds(text)
      if (typeof clouds !== 'string') return clouds
      context.addIssue(clouds)
      return z.NEVER
    })
    .describe(
      'Clouds of Azure’s kind beside `public`, `usgov` and `china`, separated by commas: `name=https://authority|https://resource-manager`, and `|file` with the PEM of a root if Node does not know it. Keys of connections prove themselves to these hosts only',
    ),

  SKYKEEP_NOTIFICATION_MAIL_DOMAINS: z
    .string()
    .default('')
    .transform((text) => listed(text).map((name) => name.toLowerCase()))
    .refine(
      (names) => names.every((name) => normalizeEmail(`x@${name}`) === `x@${name}`),
      'must be names of domains such as example.com',
    )
    .describe(
      'Domains to whose addresses rules of notification may write although nobody in the team has them, separated by commas; without it: to members only',
    ),
  SKYKEEP_WEBHOOK_NETWORKS: z
    .string()
    .default('')
    .transform(listed)
    .refine((names) => names.every(isNetwork), 'must be IP addresses or networks such as 10.0.0.0/8')
    .describe(
      'Networks that webhooks may reach although they are not public, there without TLS too, separated by commas; none by default: every team can make webhooks',
    ),

  SKYKEEP_AUDIT_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,100}$/)
    .default('skykeep.local/audit')
    .describe('Name of the audit log in its checkpoints'),
  // With time to sign, the newest is never older than the 60 s at which the alert goes off.
  SKYKEEP_AUDIT_CHECKPOINT_SECONDS: count(50, 1, 3_600).describe('Time between signed checkpoints; the alert goes off at 60'),
  SKYKEEP_SECURITY_CONTACT: z.string().max(200).optional().describe('Shown by `/.well-known/security.txt`'),
  SKYKEEP_DEMO_AIRCRAFT: count(12, 0, 200).describe('Aircraft that the demo lets fly'),
  SKYKEEP_DEMO: flag(true).describe('Make a demo team with flying aircraft on the first start of an empty installation'),
} as const

export const secretSettings = Object.entries(settings)
  .filter(([, schema]) => schema instanceof z.ZodOptional && schema.unwrap() instanceof z.ZodPipe)
  .map(([name]) => name)

export const Configuration = z.strictObject(settings)
export type Configuration = z.output<typeof Configuration>
