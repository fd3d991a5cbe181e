import https from 'node:https'

export interface ClientIdentity {
  /** PEM of the authority of the server. */
  ca: string
  cert: string
  key: string
}

interface Call {
  method: string
  body: object
  token?: string
}

/** One call over a connection of its own that shows a client certificate. */
export function mutualCall<T>(url: string, identity: ClientIdentity, call: Call): Promise<{ status: number; body: T }> {
  const headers = { 'content-type': 'application/json', ...(call.token && { authorization: `Bearer ${call.token}` }) }
  return new Promise((resolve, reject) => {
    const request = https.request(url, { ...identity, agent: false, method: call.method, headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve({ status: response.statusCode!, body: JSON.parse(Buffer.concat(chunks).toString()) })
    })
    request.on('error', reject)
    request.end(JSON.stringify(call.body))
  })
}
