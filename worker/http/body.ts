import { createMiddleware } from 'hono/factory'
import { isWellFormedText } from '../domain/text'
import { Refusal } from '../contract/refusals'
import type { AppEnv, Ctx } from './app-env'
import { joined } from '../domain/bytes'

/** Keeps nothing between two calls, so one serves all. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * The bytes of a body. One that says its length holds no more than that and is taken at once; a chunked one
 * has no length to look at beforehand and is counted while it arrives.
 */
export async function readBytes(request: Request, cap: number): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) > cap) throw new Refusal('BODY_TOO_LARGE')
  if (length === null) return countedBytes(request.body as ReadableStream<Uint8Array> | null, cap)
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.byteLength > cap) throw new Refusal('BODY_TOO_LARGE')
  return bytes
}

async function countedBytes(
  body: ReadableStream<Uint8Array> | null,
  cap: number,
): Promise<Uint8Array> {
  if (!body) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.byteLength
    // Leaving the loop cancels the stream.
    if (length > cap) throw new Refusal('BODY_TOO_LARGE')
    parts.push(part)
  }
  if (parts.length === 1 && parts[0]) return parts[0]
  return joined(parts)
}

/**
 * Text of a body; what is not UTF-8 is refused rather than mended, since mending changes what was said.
 * The runtime's own reading, much the quickest, mends with a replacement sign: where there is one, characters
 * were lost, here or before.
 */
export async function readText(request: Request, cap: number): Promise<string> {
  const length = request.headers.get('content-length')
  if (length !== null) {
    if (Number(length) > cap) throw new Refusal('BODY_TOO_LARGE')
    const text = await request.text().catch(() => {
      // It broke off on the way.
      throw new Refusal('BAD_REQUEST')
    })
    if (text.length > cap) throw new Refusal('BODY_TOO_LARGE')
    if (text.includes('\ufffd')) throw new Refusal('BAD_TEXT')
    return text
  }
  const bytes = await readBytes(request, cap)
  try {
    return strict.decode(bytes)
  } catch {
    throw new Refusal('BAD_TEXT')
  }
}

const mediaType = (c: Ctx) => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()

/** Reads a JSON body within its limit before a validator looks at it. */
export function jsonBody(cap: number) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (mediaType(c) !== 'application/json') throw new Refusal('NOT_JSON')
    const text = await readText(c.req.raw, cap)
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      throw new Refusal('BAD_REQUEST')
    }
    // Half a surrogate pair can hide in an escape only.
    if (/\\u[dD][89a-fA-F]/.test(text) && !wellFormed(value)) throw new Refusal('BAD_TEXT')
    c.req.bodyCache.text = Promise.resolve(text) as unknown as string
    await next()
  })
}

/** Whether every string in a parsed value, however deep, is whole. */
export function wellFormed(value: unknown): boolean {
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const item = waiting.pop()
    if (typeof item === 'string') {
      if (!isWellFormedText(item)) return false
    } else if (item !== null && typeof item === 'object') {
      for (const [key, inner] of Object.entries(item)) {
        if (!isWellFormedText(key)) return false
        waiting.push(inner)
      }
    }
  }
  return true
}

/** Fields of a posted form; of a field sent twice the first counts. */
export async function readForm(c: Ctx, cap: number): Promise<Map<string, string>> {
  if (mediaType(c) !== 'application/x-www-form-urlencoded') throw new Refusal('NOT_JSON')
  const text = await readText(c.req.raw, cap)
  const fields = new Map<string, string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const name = unescape(cut < 0 ? pair : pair.slice(0, cut))
    if (!fields.has(name)) fields.set(name, cut < 0 ? '' : unescape(pair.slice(cut + 1)))
  }
  return fields
}

function unescape(raw: string): string {
  try {
    // Throws on bytes that are not UTF-8, where URLSearchParams would put a replacement sign.
    return decodeURIComponent(raw.replace(/\+/g, ' '))
  } catch {
    throw new Refusal('BAD_TEXT')
  }
}
