import type * as library from 'oidc-provider'

// The library greets every Node that is not an LTS release with a line on the console. Ours is pinned and tested, and our log is JSON.
export const { Provider, errors, ExternalSigningKey, interactionPolicy } = await withoutGreeting(() => import('oidc-provider'))

async function withoutGreeting(load: () => Promise<typeof library>): Promise<typeof library> {
  const { warn } = console
  console.warn = () => {}
  try {
    return await load()
  } finally {
    console.warn = warn
  }
}
