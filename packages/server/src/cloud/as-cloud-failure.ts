import { CloudFailure } from './cloud-provider.ts'

/** Whoever calls a cloud has one kind of failure to think of. What a library throws on an answer that it did not expect is told by its name only. */
export async function asCloudFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CloudFailure) throw error
    const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'something else'
    throw new CloudFailure('defect', 'UNEXPECTED', `The answer of the cloud ended in ${name}`)
  }
}
