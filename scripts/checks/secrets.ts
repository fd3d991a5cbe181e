import type { SourceFile } from '../source-files.ts'

/** What a secret that was left behind looks like. Patterns alone are in no danger of matching themselves: each wants what follows. */
const forms: readonly { name: string; form: RegExp }[] = [
  { name: 'a private key', form: /-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)+[A-Za-z0-9+/=]{40}/ },
  { name: 'a Skykeep secret', form: /\bsk_[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b/ },
  { name: 'an AWS access key', form: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: 'a GitHub token', form: /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/ },
  { name: 'a Google API key', form: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { name: 'a Slack token', form: /\bxox[abprs]-[0-9A-Za-z-]{20}/ },
  { name: 'an Azure storage key', form: /\bAccountKey=[A-Za-z0-9+/]{60}/ },
  { name: 'a signed token', form: /\beyJ[A-Za-z0-9_-]{30,}\.eyJ[A-Za-z0-9_-]{30,}\.[A-Za-z0-9_-]{40}/ },
]

export function secretFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => forms.filter(({ form }) => form.test(text)).map(({ name }) => `${path} holds ${name}`))
}
