import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderMessage } from './message.ts'

test('a message has the same in text and in HTML, with the code and the link after the first line', () => {
  const { subject, text, html } = renderMessage({
    subject: 'Your code',
    lines: ['Somebody asked for an account.', 'If it was not you, do nothing.'],
    code: 'ABCD-EFGH',
    link: 'https://fleet.example/console/#/confirm?x=1&y=2',
  })
  expect(subject).toBe('Your code')
  expect(text).toBe(
    'Somebody asked for an account.\n\nABCD-EFGH\n\nhttps://fleet.example/console/#/confirm?x=1&y=2\n\nIf it was not you, do nothing.\n\nSkykeep\n',
  )
  expect(html).toContain(
    '<p>Somebody asked for an account.</p>\n<p style="font:bold 24px monospace;letter-spacing:2px">ABCD-EFGH</p>',
  )
  expect(html).toContain('<a href="https://fleet.example/console/#/confirm?x=1&amp;y=2">')
})

test('whatever a name holds, it stays text on its own line, and nothing is fetched or run', () => {
  const bare = renderMessage({ subject: 's', lines: ['l'] })
  const tagsOf = (html: string) => html.match(/<[^>]*>?/g)
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '<img src=https://x.example/>', '\r\nBcc: bob@example.com', '"><script>'),
      (name, more) => {
        const { subject, text, html } = renderMessage({ subject: `s${name}${more}`, lines: [`l${more}${name}`] })
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
        expect(text.split('\n')).toHaveLength(bare.text.split('\n').length)
        expect(tagsOf(html)).toEqual(tagsOf(bare.html))
        expect(html).not.toMatch(/<(script|img|link|iframe)|src=["']/)
      },
    ),
  )
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/relative', 'nothing'])(
  'a link is the address of a page, not %s',
  (link) => {
    expect(() => renderMessage({ subject: 's', lines: ['l'], link })).toThrow('The link of a mail is not the address of a page.')
  },
)
