import type { Api, StartedServer } from '../../bench/server.ts'
import { until } from '../../bench/until.ts'

interface Shown {
  id: string
  azure: { client_id: string }
  certificates: { id: string; state: string }[]
}

/** The connection of the demo to its pretended cloud, and how its certificate is replaced as docs/guide/connect-azure.md says. */
export class Connection {
  replaced = 0
  readonly id: string
  #api: Api
  readonly #control: string
  readonly #clientId: string
  #registered: string

  private constructor(api: Api, control: string, { id, azure }: Shown, registered: string) {
    this.#api = api
    this.#control = control
    this.id = id
    this.#clientId = azure.client_id
    this.#registered = registered
  }

  static async of(server: StartedServer, api: Api): Promise<Connection> {
    const control = () => /changed behind our back at (\S+)\)/.exec(server.output())?.[1]
    await until(async () => control() !== undefined, 20_000)
    const { body } = await api.call<{ items: Shown[] }>('GET', '/connections')
    const { id } = body.items[0]!
    const shown = await api.call<Shown>('GET', `/connections/${id}`)
    return new Connection(api, control()!, shown.body, await api.text(`/connections/${id}/certificate?format=pem`))
  }

  /** A next certificate, registered beside the active one; it signs; the former one leaves the cloud, and its key is destroyed. */
  async replaceCertificate(api: Api): Promise<void> {
    this.#api = api
    const path = `/connections/${this.id}`
    const next = await this.#must<{ certificate: string }>('POST', `${path}/certificate`, 201, { bits: 2_048, days: 30 })
    await this.#register([this.#registered, next.certificate])
    const { status, body } = await this.#api.call('POST', `${path}/certificate/activate`)
    // A check that came first has let it sign already: what counts is that none waits.
    const after = await this.#must<Shown>('GET', path, 200)
    if (after.certificates.some(({ state }) => state === 'next'))
      throw new Error(`the next certificate does not sign: ${status} ${JSON.stringify(body)}`)
    await this.#register([next.certificate])
    this.#registered = next.certificate
    const { certificates } = await this.#must<Shown>('GET', path, 200)
    for (const { id } of certificates.filter(({ state }) => state === 'former'))
      await this.#must('DELETE', `${path}/certificates/${id}`, 204)
    const { ok } = await this.#must<{ ok: boolean }>('POST', `${path}/check`, 200)
    if (!ok) throw new Error('the cloud does not let the next certificate in')
    this.replaced++
  }

  async #must<T>(method: string, path: string, wanted: number, body?: unknown): Promise<T> {
    const answer = await this.#api.call<T>(method, path, body)
    if (answer.status !== wanted) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  async #register(certificates: string[]): Promise<void> {
    const answer = await fetch(`${this.#control}/application`, {
      method: 'POST',
      body: JSON.stringify({ id: this.#clientId, certificates }),
    })
    if (!answer.ok) throw new Error(`the pretended cloud took no certificate: ${answer.status}`)
  }
}
