import { PUSH_MS, PUSH_SILENT_MS } from '../contract/ingest'
import { Refusal } from '../contract/refusals'
import { joined } from '../domain/bytes'

/**
 * The bytes of a push. An encoder does not say how many there will be, and one that never stops, or stops in
 * the middle and stays, is sent away.
 */
export async function pushedBytes(
  request: Request,
  cap: number,
  { whole, silent } = { whole: PUSH_MS, silent: PUSH_SILENT_MS },
): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) > cap) throw tooLarge(cap)
  const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  if (!reader) return new Uint8Array()
  const parts: Uint8Array[] = []
  const until = Date.now() + whole
  let last = Date.now()
  let bytes = 0
  let late = false
  const watch = setInterval(
    () => {
      const now = Date.now()
      if (now < until && now - last < silent) return
      late = true
      void reader.cancel().catch(() => {})
    },
    Math.min(1_000, silent),
  )
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (late) throw new Refusal('PUSH_TOO_SLOW')
      if (done) return parts.length === 1 && parts[0] ? parts[0] : joined(parts)
      last = Date.now()
      bytes += value.byteLength
      if (bytes > cap) throw tooLarge(cap)
      parts.push(value)
    }
  } catch (error) {
    void reader.cancel().catch(() => {})
    if (error instanceof Refusal) throw error
    // Whatever else went wrong on the way, it broke off.
    throw new Refusal(late ? 'PUSH_TOO_SLOW' : 'BAD_REQUEST')
  } finally {
    clearInterval(watch)
  }
}

const tooLarge = (cap: number) => new Refusal('PUSH_TOO_LARGE', { max: cap })
