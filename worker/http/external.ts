import { Refusal } from '../contract/refusals'
import { isMp4 } from '../domain/fmp4'
import { sourceAddress } from '../domain/stream-hosts'

/**
 * Looks once whether an address outside the portal is what it should be. Only hosts of the operator's list are
 * asked, also by way of a redirection; no more is read than tells, and nobody waits long.
 */

const PATIENCE_MS = 5_000
const HOPS = 3
/** The first bytes tell: #EXTM3U, or the box an MP4 begins with. */
const BYTES = 64

async function firstBytes(answer: Response): Promise<Uint8Array> {
  const seen = new Uint8Array(BYTES)
  let length = 0
  const reader = answer.body?.getReader()
  while (reader && length < BYTES) {
    const { done, value } = await reader.read()
    if (done) break
    const part = (value as Uint8Array).subarray(0, BYTES - length)
    seen.set(part, length)
    length += part.length
  }
  // No more of it is wanted.
  await reader?.cancel().catch(() => undefined)
  return seen.subarray(0, length)
}

async function opened(raw: string, hosts: readonly string[]): Promise<Uint8Array> {
  let url = raw
  for (let hop = 0; hop < HOPS; hop++) {
    let answer: Response
    try {
      answer = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { range: `bytes=0-${BYTES - 1}` },
      })
    } catch {
      throw new Refusal('SOURCE_AWAY')
    }
    const onward = answer.status >= 300 && answer.status < 400 && answer.headers.get('location')
    if (!onward) {
      if (answer.ok) return firstBytes(answer)
      await answer.body?.cancel()
      throw new Refusal('SOURCE_AWAY')
    }
    await answer.body?.cancel()
    const next = URL.canParse(onward, url) ? new URL(onward, url).href : ''
    const { fault, url: allowed } = sourceAddress(next, hosts)
    if (fault) throw new Refusal(fault)
    url = allowed
  }
  throw new Refusal('SOURCE_AWAY')
}

/** An address as it may be kept; refuses what is not allowed, and what turns out to be something else. */
export async function lookedAt(
  raw: string,
  hosts: readonly string[],
  type: 'hls' | 'mp4',
  unseen: boolean,
): Promise<string> {
  const { url, fault } = sourceAddress(raw, hosts)
  if (fault) throw new Refusal(fault)
  let first: Uint8Array
  try {
    first = await opened(url, hosts).catch((error: unknown) => {
      // It broke off in the middle.
      throw error instanceof Refusal ? error : new Refusal('SOURCE_AWAY')
    })
  } catch (error) {
    // Before a stream begins its address often answers nothing; whoever knows that may keep it all the same.
    if (unseen && error instanceof Refusal && error.code === 'SOURCE_AWAY') return url
    throw error
  }
  const text = new TextDecoder().decode(first)
  if (type === 'hls' && !/^\ufeff?#EXTM3U/.test(text)) throw new Refusal('SOURCE_NOT_HLS')
  if (type === 'mp4' && (first.length < 12 || !isMp4(first))) throw new Refusal('SOURCE_NOT_MP4')
  return url
}
