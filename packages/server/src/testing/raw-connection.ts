import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** A client that says exactly what it is told to, right or wrong: for what an HTTP library would refuse to send. */
export class RawConnection {
  readonly socket: Socket
  #received = ''
  readonly closed: Promise<void>

  /** A `stubborn` one goes on sending although the server has said its last word. */
  constructor(port: number, { stubborn = false } = {}) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: stubborn })
    this.socket.on('data', (bytes) => {
      this.#received += bytes.toString('latin1')
    })
    // A server that stops listening to us resets the connection: that is an outcome here, not a failure.
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()))
  }

  get received(): string {
    return this.#received
  }

  send(text: string | Buffer): this {
    this.socket.write(text)
    return this
  }

  /** Sends as fast as the other side reads, until all is sent or it hangs up. Tells how many bytes went into the connection. */
  async pour(piece: Buffer, times: number): Promise<number> {
    for (let sent = 0; sent < times && !this.socket.destroyed && this.socket.writable; sent++) {
      if (!this.socket.write(piece)) await this.#drained()
    }
    return this.socket.bytesWritten
  }

  /** The answers, once the server has ended the connection. */
  async answers(): Promise<RawAnswer[]> {
    await this.closed
    return answersIn(this.#received)
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('drain', resolve)
      this.socket.once('close', resolve)
    })
  }
}

function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = text; rest.startsWith('HTTP/1.1 '); ) {
    const end = rest.indexOf('\r\n\r\n')
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = Object.fromEntries(lines.map((line) => splitAt(line, ': ')))
    const length = Number(headers['content-length'] ?? 0)
    answers.push({ status: Number(first.split(' ')[1]), headers, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return answers
}

const splitAt = (line: string, separator: string): [string, string] => {
  const at = line.indexOf(separator)
  return [line.slice(0, at).toLowerCase(), line.slice(at + separator.length)]
}
