import type { ReceivedMail } from './received-mail.ts'

/** All mails on one page, the newest first, as text: nothing of a mail is run, fetched or shown as it wants to be shown. */
export const mailboxPage = (mails: readonly ReceivedMail[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
</head>
<body>
<h1>Mailbox</h1>
<p>${mails.length === 0 ? 'No mail has come yet.' : `${mails.length} of the last mails, the newest first. <a href="/messages">As JSON</a>`}</p>
${mails.toReversed().map(article).join('\n')}
</body>
</html>
`

const article = ({ id, to, from, subject, text, at }: ReceivedMail): string => `<article>
<h2><a href="/messages/${id}">${escapeHtml(subject)}</a></h2>
<p>To ${escapeHtml(to)}, from ${escapeHtml(from)}, <time>${at}</time></p>
<pre>${escapeHtml(text)}</pre>
</article>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)
