/**
 * The lines of a file that arrives in pieces, as `Blob.stream()`, `fetch` and Node's streams give them. Throws at bytes that are not
 * UTF-8 and at a line longer than `charsMax`.
 *
 * @example for await (const line of linesOf(blob.stream())) …
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, charsMax = CHARS_MAX): AsyncGenerator<string> {
  // Fatal and with the byte order mark kept: replaced or swallowed bytes would not be those that were hashed.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n')
    parts[0] = rest + parts[0]
    rest = parts.pop()!
    yield* parts
    if (rest.length > charsMax) throw new RangeError(`a line is longer than ${charsMax} characters`)
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

// A batch of 10,000 records of 1 KiB is 10 MB; a file without newlines must not fill the memory.
const CHARS_MAX = 64 * 1024 * 1024
