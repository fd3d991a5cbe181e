import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { privateKeyPem } from '@skykeep/keyring'
import { certificateRequest } from '@skykeep/keyring/testing/certificate-requests'
import type { Hand, Heard } from './hand.ts'

export const aRequest = async () => {
  const { csrPem, privateKeyPkcs8 } = await certificateRequest()
  return { body: { csr: csrPem, days: 30 }, key: privateKeyPem(privateKeyPkcs8) }
}

/** A certificate of an aircraft or a client, with its key, as a TLS client wants them. */
export async function aCertificate(hand: Hand, of: `${'aircraft' | 'clients'}/${string}`) {
  const { body, key } = await aRequest()
  const issued = (await hand.does(`POST /${of}/certificates`, body)).body
  return { cert: issued.chain as string, key, serial: issued.serial as string, thumbprint: issued.thumbprint as string }
}

/** Makes calls to the listener that asks for certificates, all on one connection. */
export function withCertificate(url: string, ca: string, { cert, key }: { cert: string; key: string }) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca, cert, key })
  return {
    async asks(
      path: string,
      { body, token }: { body?: object; token?: string } = {},
    ): Promise<Pick<Heard, 'status' | 'headers' | 'body'>> {
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      }
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const request = https.request(`${url}${path}`, { agent, headers, method: body ? 'POST' : 'GET' }, resolve)
      request.on('error', reject).end(body && JSON.stringify(body))
      const answer = await promise
      const trace = String(answer.headers['x-trace-id'])
      const told = await text(answer)
      return { status: answer.statusCode!, headers: new Headers({ 'x-trace-id': trace }), body: JSON.parse(told) }
    },
    end: () => agent.destroy(),
  }
}
