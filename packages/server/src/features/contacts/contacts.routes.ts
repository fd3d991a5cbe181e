import {
  answers,
  Contacts,
  ContactsCallbackQuery,
  ContactsLink,
  ContactsLinkQuery,
  ContactsQuery,
  Problem,
  RevokedContactsLink,
  StartContactsLink,
  StartedContactsLink,
} from '@skykeep/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callerOf } from '../../auth/principal.ts'
import type { App } from '../../http/app.ts'
import { pagePolicy } from '../../http/security-headers.ts'
import { htmlPage } from '../../operations/html-page.ts'
import type { ContactsService } from './contacts.service.ts'

const tags = ['contacts']
const again =
  'It was declined, it took longer than ten minutes, it was begun in another session, or Google did not answer. Begin again in this browser.'
const config = { permission: 'contacts:read' } as const
const providerAnswers = ['PROVIDER_UNAVAILABLE', 'PROVIDER_LIMITED', 'PROVIDER_NOT_CONFIGURED'] as const
const DONE = '/contacts/oauth/done'
const FAILED = '/contacts/oauth/failed'
const pages = { [DONE]: ['Contacts are linked', 'You can close this page.'], [FAILED]: ['Nothing was linked', again] } as const

export function contactsRoutes(app: App, { contacts }: { contacts: ContactsService }): void {
  app.get(
    '/contacts/',
    {
      config,
      schema: {
        operationId: 'listContacts',
        tags,
        summary: 'Contacts of the linked address book, read through and never stored',
        querystring: ContactsQuery,
        response: {
          200: Contacts,
          ...answers(
            'CONTACTS_NOT_LINKED',
            'CONTACTS_CONSENT_WITHDRAWN',
            'CONTACTS_SYNC_EXPIRED',
            'FOREIGN_AIRCRAFT',
            ...providerAnswers,
          ),
        },
      },
    },
    (request) => contacts.list(callerOf(request), request.query),
  )

  app.post(
    '/contacts/oauth/initiate',
    {
      config,
      schema: {
        operationId: 'startContactsLink',
        tags,
        summary: 'Begin to link an address book at Google, of yourself or for the crew of an aircraft',
        description: 'For an aircraft it also needs `aircraft:write`. It ends in the same session.',
        body: StartContactsLink,
        response: { 200: StartedContactsLink, ...answers('PROVIDER_NOT_CONFIGURED', 'NOT_FOUND') },
      },
    },
    (request) => contacts.start(callerOf(request), request.body.aircraft_id),
  )

  app.get(
    '/contacts/oauth/callback',
    {
      config,
      schema: {
        operationId: 'finishContactsLink',
        tags,
        summary: 'Where Google sends a person back to, in the session that began',
        querystring: ContactsCallbackQuery,
        response: {
          303: z.string().describe('to a page without the code in its address'),
          ...answers('CONTACTS_LINK_REFUSED', ...providerAnswers),
        },
      },
    },
    async (request, reply) => {
      try {
        await contacts.finish(callerOf(request), request.query)
      } catch (error) {
        // Programs are told what it was. It is in the audit trail, too.
        if (!isBrowser(request) || !(error instanceof Problem)) throw error
        return reply.code(303).header('location', FAILED).send('')
      }
      // Away from the address with the code, so that it stays in no history.
      return reply.code(303).header('location', DONE).send('')
    },
  )

  app.get(
    '/contacts/oauth/status',
    {
      config,
      schema: {
        operationId: 'getContactsLink',
        tags,
        summary: 'Whether an address book is linked, and what is kept of it',
        querystring: ContactsLinkQuery,
        response: { 200: ContactsLink, ...answers('FOREIGN_AIRCRAFT') },
      },
    },
    (request) => contacts.status(callerOf(request), request.query.aircraft_id),
  )

  app.post(
    '/contacts/oauth/revoke',
    {
      config,
      schema: {
        operationId: 'revokeContactsLink',
        tags,
        summary: 'End the link, here and at Google',
        description: 'Of an aircraft it also needs `aircraft:write`.',
        body: StartContactsLink,
        response: { 200: RevokedContactsLink, ...answers('CONTACTS_NOT_LINKED', 'FOREIGN_AIRCRAFT') },
      },
    },
    (request) => contacts.revoke(callerOf(request), request.body.aircraft_id),
  )

  for (const [path, [title, text]] of Object.entries(pages)) {
    const open = { config: { public: 'a page that says the same to everybody' }, schema: { hide: true } }
    app.get(path, open, async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', pagePolicy)
        .send(htmlPage(title, `<h1>${title}</h1><p>${text}</p>`)),
    )
  }
}

const isBrowser = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true
