import { PUSH_MS, PUSH_SILENT_MS } from '../contract/ingest'
import { Refusal } from '../contract/refusals'

/**
 * The bytes of a push. An encoder does not say how many there will be, and one that never stops, or stops in
 * the middle and stays, is sent away.
 */
export async function pushedBytes(request: Request, cap: number): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) > cap) throw tooLarge(cap)
  const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  if (!reader) return new Uint8Array()
  const parts: Uint8Array[] = []
  const until = Date.now() + PUSH_MS
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await soon(
        reader.read(),
        Math.min(PUSH_SILENT_MS, until - Date.now()),
      )
      if (done) return joined(parts, bytes)
      bytes += value.byteLength
      if (bytes > cap) throw tooLarge(cap)
      parts.push(value)
    }
  } catch (error) {
    void reader.cancel().catch(() => {})
    // Whatever else went wrong on the way, it broke off.
    throw error instanceof Refusal ? error : new Refusal('BAD_REQUEST')
  }
}

const tooLarge = (cap: number) => new Refusal('PUSH_TOO_LARGE', { max: cap })

async function soon<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal('PUSH_TOO_SLOW')), Math.max(0, ms))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function joined(parts: Uint8Array[], bytes: number): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
