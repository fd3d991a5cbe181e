import { type ProblemCode, problems } from '@skykeep/contract'
import { htmlPage, inlineHtml } from './html-page.ts'
import { problemTexts } from './problem-texts.ts'

/** Where the `type` of a problem document leads, for a browser; undefined for a code that does not exist. */
export function problemPage(code: string): string | undefined {
  if (!isProblemCode(code)) return undefined
  const { meaning, why, todo } = problemTexts[code]
  const { status, title } = problems[code]
  return htmlPage(
    `${code}: ${title}`,
    `<h1>${code}</h1>
<p class="title">${status} · ${inlineHtml(title)}</p>
<p>${inlineHtml(meaning)}</p>
<h2>Why it happens</h2>
<p>${inlineHtml(why)}</p>
<h2>What to do</h2>
<p>${inlineHtml(todo)}</p>
<p><a href="/docs">API reference</a></p>`,
  )
}

/** The same as a page of the documentation: `docs/problems/CODE.md`. */
export function problemMarkdown(code: ProblemCode): string {
  const { meaning, why, todo } = problemTexts[code]
  const { status, title } = problems[code]
  return `# ${code}\n\n${status}: ${title}.\n\n${meaning}\n\n## Why it happens\n\n${why}\n\n## What to do\n\n${todo}\n`
}

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code)
