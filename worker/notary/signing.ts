import type { ChainHead, SignedHead } from '../contract/audit'
import { headText } from '../domain/chain'
import { keyFor } from '../http/keys'
import { toBase64url } from '../domain/bytes'

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

/** Signs heads with a key that follows from PORTAL_KEY: it needs no storage and cannot be lost apart from it. */
export class Signer {
  #pair: Promise<{ key: CryptoKey; shown: string }> | null = null

  constructor(private readonly env: { PORTAL_KEY: string }) {}

  async sign(head: ChainHead, at: number): Promise<SignedHead> {
    const { key, signature } = await this.signText(headText(head, at))
    return { seq: head.seq, hash: head.hash, at, key, signature }
  }

  /** Signs a text, whose first line says what it is, so that nothing signed can be taken for something else. */
  async signText(text: string): Promise<{ key: string; signature: string }> {
    this.#pair ??= pairOf(keyFor(this.env, 'audit'))
    const { key, shown } = await this.#pair
    const bytes = new TextEncoder().encode(text)
    const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes)))
    return { key: shown, signature }
  }
}

async function pairOf(seed: Uint8Array): Promise<{ key: CryptoKey; shown: string }> {
  const key = await crypto.subtle.importKey(
    'pkcs8',
    Uint8Array.from([...PKCS8, ...seed]),
    { name: 'Ed25519' },
    true,
    ['sign'],
  )
  const { x } = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey
  return { key, shown: x ?? '' }
}
