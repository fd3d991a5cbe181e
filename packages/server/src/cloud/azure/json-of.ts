/** The value that a JSON text stands for; undefined for no text, null for one that is no JSON: HTML of a proxy, half an answer. */
export function jsonOf(text: string | null | undefined): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
