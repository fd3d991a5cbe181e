import type { Socket } from 'node:net'

/** Long enough for an answer to cross the world twice, short enough that nobody can hold connections with bodies we refused. */
const LINGER_MS = 2_000
/** So much is thrown away at most: more than is on its way when the answer goes out, on a fast and long line. */
const LINGER_BYTES = 4_194_304

/**
 * Ends a connection whose body is not going to be read, as RFC 9112 §9.6 asks: first our half, then, after a moment of throwing away
 * what still comes in, the whole. A connection closed at once would be reset, and the sender would lose the answer that tells why; so
 * would one that is closed when enough was thrown away, since a fast sender gets there before it looks: from then on it just waits.
 */
export function closeLingering(socket: Socket | null): void {
  // Node takes the socket from a request whose sender hung up, whatever its types say.
  if (!socket) return
  // The HTTP server calls this when the answer is out; its own version closes at once.
  socket.destroySoon = () => {
    const enough = socket.bytesRead + LINGER_BYTES
    socket.removeAllListeners('data')
    socket.on('data', () => {
      if (socket.bytesRead > enough) socket.pause()
    })
    socket.end()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
}
