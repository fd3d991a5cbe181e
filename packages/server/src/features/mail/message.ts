/** What a mail says, before it has a form. The code and the link stand after the first line. */
export interface Message {
  subject: string
  lines: string[]
  code?: string
  link?: string
}

export interface RenderedMessage {
  subject: string
  text: string
  html: string
}

/** As plain text and as HTML without anything to fetch or run. What comes from people (names) stays text in both. */
export function renderMessage({ subject, lines, code, link }: Message): RenderedMessage {
  const [first = '', ...rest] = lines.map(oneLine)
  const address = link === undefined ? undefined : webAddress(link)
  const title = oneLine(subject)
  const parts = [first, code, address, ...rest, 'Skykeep'].filter((part) => part !== undefined)
  const html = [
    paragraph(escapeHtml(first)),
    ...(code === undefined ? [] : [`<p style="${codeStyle}">${escapeHtml(code)}</p>`]),
    ...(address === undefined ? [] : [paragraph(`<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`)]),
    ...rest.map((line) => paragraph(escapeHtml(line))),
    `<p style="color:#666">Skykeep</p>`,
  ]
  return { subject: title, text: `${parts.join('\n\n')}\n`, html: page(title, html.join('\n')) }
}

/** Line ends would begin a header, or a line that nobody wrote; signs that turn the direction of writing would let text look like another. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()

/** @throws Error for a link that is none, or that would do something else than open a page */
function webAddress(link: string): string {
  const url = URL.parse(link)
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('The link of a mail is not the address of a page.')
  return url.href
}

const codeStyle = 'font:bold 24px monospace;letter-spacing:2px'
const paragraph = (html: string): string => `<p>${html}</p>`

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:40em;margin:24px">
${body}
</body>
</html>
`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)
