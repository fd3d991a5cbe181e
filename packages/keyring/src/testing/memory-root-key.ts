import { randomBytes } from 'node:crypto'
import { openEnvelope, parseEnvelope, sealEnvelope } from '../envelope.ts'
import { KeyRingError } from '../key-ring-error.ts'
import type { RootKeyProvider } from '../root-key.ts'

/** A root key that lives as long as the test, and can be silenced or replaced. `calls` counts what a key service would be asked. */
export function memoryRootKey() {
  const keys = [newKey(1)]
  const state = { silent: false, calls: 0 }
  const answering = <Value>(answer: () => Value): Promise<Value> => {
    state.calls += 1
    return state.silent ? Promise.reject(new Error('no answer')) : new Promise((resolve) => resolve(answer()))
  }
  const provider: RootKeyProvider = {
    name: 'memory',
    keyId: () => answering(() => keys[0]!.id),
    wrap: (key, aad) => answering(() => Buffer.from(sealEnvelope(keys[0]!, key, aad))),
    unwrap: (wrapped, aad) =>
      answering(() => {
        const envelope = Buffer.from(wrapped).toString()
        const key = keys.find(({ id }) => id === parseEnvelope(envelope).key_id)
        if (!key) throw new KeyRingError('ROOT_KEY_UNKNOWN')
        return openEnvelope(key, envelope, aad)
      }),
  }
  return {
    ...provider,
    state,
    rotate: () => keys.unshift(newKey(keys.length + 1)),
    dropOldest: () => keys.pop(),
  }
}

const newKey = (number: number) => ({ id: `rk_${number}`, key: randomBytes(32) })
