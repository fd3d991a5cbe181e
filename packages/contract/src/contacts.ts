import { z } from 'zod'
import { Id, InstantOut, limitOf, Uuid } from './basics.ts'

/** Fields of the People API that can be asked for. */
export const personFields = [
  ...[
    'addresses',
    'ageRanges',
    'biographies',
    'birthdays',
    'calendarUrls',
    'clientData',
    'coverPhotos',
    'emailAddresses',
    'events',
  ],
  ...[
    'externalIds',
    'genders',
    'imClients',
    'interests',
    'locales',
    'locations',
    'memberships',
    'metadata',
    'miscKeywords',
    'names',
  ],
  ...[
    'nicknames',
    'occupations',
    'organizations',
    'phoneNumbers',
    'photos',
    'relations',
    'sipAddresses',
    'skills',
    'urls',
    'userDefined',
  ],
] as const

const isField = (name: string): boolean => (personFields as readonly string[]).includes(name)

const PersonFields = z
  .string()
  .max(1_000)
  .transform((text) => [
    ...new Set(
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ])
  .refine(
    (names) => names.length > 0 && names.every(isField),
    'must be names of fields, separated by commas, such as names,emailAddresses',
  )

/** A token that an answer held: opaque. */
const Token = z.string().min(1).max(2_000)

export const ContactsQuery = z
  .strictObject({
    person_fields: PersonFields.describe('which members of people are answered, separated by commas'),
    aircraft_id: Uuid.optional().describe('whose link counts; without it that of the caller'),
    page_size: limitOf(1_000, 100),
    page_token: Token.optional(),
    sort_order: z
      .enum(['LAST_MODIFIED_ASCENDING', 'LAST_MODIFIED_DESCENDING', 'FIRST_NAME_ASCENDING', 'LAST_NAME_ASCENDING'])
      .optional(),
    request_sync_token: z
      .stringbool({ truthy: ['true'], falsy: ['false'] })
      .default(false)
      .describe('whether the last page names a token for changes from then on'),
    sync_token: Token.optional().describe('what changed since; all other parameters must be as they were'),
    sources: z.enum(['contact', 'profile', 'contact,profile']).default('contact'),
    q: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('search by the beginning of names and addresses; at most 30, without pages'),
  })
  .refine(
    ({ q, page_token, sync_token, request_sync_token, sort_order }) => {
      const others = [page_token, sync_token, request_sync_token || undefined, sort_order]
      return q === undefined || others.every((one) => one === undefined)
    },
    { path: ['q'], error: 'is answered without pages, order and sync tokens' },
  )
export type ContactsQuery = z.output<typeof ContactsQuery>

/** A person as far as was asked for: lists of the fields, as the People API has them. */
export const Contact = z.object({
  resource_name: z.string(),
  etag: z.string().nullable(),
  is_deleted: z.boolean(),
  fields: z.record(z.string(), z.unknown()),
})
export type Contact = z.output<typeof Contact>

export const Contacts = z
  .object({
    items: z.array(Contact),
    total: z.int().nullable(),
    next_page: z.string().nullable().describe('for `page_token`'),
    next_sync: z.string().nullable().describe('for `sync_token`'),
  })
  .meta({ id: 'Contacts' })
export type Contacts = z.output<typeof Contacts>

export const StartContactsLink = z.strictObject({
  aircraft_id: Uuid.optional().describe('for the crew of an aircraft; without it for yourself'),
})
export const StartedContactsLink = z.object({
  authorization_url: z.string().describe('to be opened in the browser of this session'),
  expires_at: InstantOut,
})
export const ContactsLinkQuery = z.strictObject({ aircraft_id: Uuid.optional() })
export const ContactsLink = z
  .object({
    state: z.enum(['none', 'linked', 'withdrawn']),
    aircraft_id: Id.nullable(),
    scopes: z.array(z.string()),
    linked_at: InstantOut.nullable(),
    stored: z.string().describe('what is kept of it'),
  })
  .meta({ id: 'ContactsLink' })
export type ContactsLink = z.output<typeof ContactsLink>
export const RevokedContactsLink = z.object({
  revoked_at_google: z.boolean().describe('false: Google did not answer; the link is gone here all the same'),
})
/** What Google sends people back with. */
export const ContactsCallbackQuery = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(2_000).optional(),
  error: z.string().max(200).optional(),
})
