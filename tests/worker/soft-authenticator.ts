import { createHash } from 'node:crypto'

/** An authenticator of software, with every fault one may want: ES256, discoverable, without attestation. */

const utf8 = (text: string) => new TextEncoder().encode(text)
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest())

export function toBase64url(raw: Uint8Array): string {
  return Buffer.from(raw).toString('base64url')
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** As much of CBOR as a passkey needs. */
function cbor(value: unknown): Uint8Array {
  const head = (major: number, n: number) =>
    n < 24
      ? Uint8Array.of((major << 5) | n)
      : n < 256
        ? Uint8Array.of((major << 5) | 24, n)
        : Uint8Array.of((major << 5) | 25, n >> 8, n & 255)
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return joined(head(3, utf8(value).length), utf8(value))
  if (value instanceof Uint8Array) return joined(head(2, value.length), value)
  if (value instanceof Map) {
    return joined(head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)]))
  }
  throw new Error('not in the CBOR of passkeys')
}

/** DER, as authenticators sign, of the two halves Web Crypto gives. */
function der(raw: Uint8Array): Uint8Array {
  const half = (bytes: Uint8Array) => {
    let from = 0
    while (from < bytes.length - 1 && bytes[from] === 0) from++
    const short = bytes.slice(from)
    const padded = (short[0] ?? 0) > 127 ? joined(Uint8Array.of(0), short) : short
    return joined(Uint8Array.of(2, padded.length), padded)
  }
  const both = joined(half(raw.slice(0, 32)), half(raw.slice(32)))
  return joined(Uint8Array.of(0x30, both.length), both)
}

export interface Faults {
  origin?: string
  rpId?: string
  /** Without a finger, a face or a PIN. */
  unverified?: boolean
  /** Another challenge than the one that was given. */
  challenge?: string
  counter?: number
}

interface Options {
  challenge: string
}

export class SoftAuthenticator {
  readonly #id = crypto.getRandomValues(new Uint8Array(16))
  #keys: CryptoKeyPair | null = null
  #counter = 0

  constructor(
    private readonly origin = 'http://portal.test',
    private readonly rpId = new URL(origin).hostname,
  ) {}

  get id(): string {
    return toBase64url(this.#id)
  }

  #clientData(type: string, { challenge }: Options, faults: Faults): Uint8Array<ArrayBuffer> {
    const origin = faults.origin ?? this.origin
    return Uint8Array.from(
      utf8(JSON.stringify({ type, challenge: faults.challenge ?? challenge, origin })),
    )
  }

  #authData(faults: Faults, more: Uint8Array | null): Uint8Array<ArrayBuffer> {
    const count = faults.counter ?? ++this.#counter
    // User present, and verified; a new passkey follows.
    const flags = 1 | (faults.unverified ? 0 : 4) | (more ? 64 : 0)
    const counter = Uint8Array.of(
      count >>> 24,
      (count >>> 16) & 255,
      (count >>> 8) & 255,
      count & 255,
    )
    const head = joined(sha256(utf8(faults.rpId ?? this.rpId)), Uint8Array.of(flags), counter)
    return more ? joined(head, more) : head
  }

  async make(options: Options, faults: Faults = {}) {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    this.#keys = (await crypto.subtle.generateKey(algorithm, true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair
    const jwk = (await crypto.subtle.exportKey('jwk', this.#keys.publicKey)) as JsonWebKey
    const [x, y] = [jwk.x ?? '', jwk.y ?? ''].map((part) =>
      Uint8Array.from(Buffer.from(part, 'base64url')),
    )
    const cose = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, y],
      ]),
    )
    const length = Uint8Array.of(0, this.#id.length)
    const data = joined(new Uint8Array(16), length, this.#id, cose)
    const authData = this.#authData(faults, data)
    const attestation = cbor(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    )
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: toBase64url(this.#clientData('webauthn.create', options, faults)),
        attestationObject: toBase64url(attestation),
        transports: ['internal'],
      },
    }
  }

  async answer(options: Options, faults: Faults = {}) {
    if (!this.#keys) throw new Error('there is no passkey yet')
    const clientData = this.#clientData('webauthn.get', options, faults)
    const authData = this.#authData(faults, null)
    const signed = joined(authData, sha256(clientData))
    const raw = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#keys.privateKey,
      signed,
    )
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: toBase64url(clientData),
        authenticatorData: toBase64url(authData),
        signature: toBase64url(der(new Uint8Array(raw))),
      },
    }
  }
}
