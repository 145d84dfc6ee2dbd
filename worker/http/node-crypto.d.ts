/** The part of node:crypto that the runtime provides and this Worker uses; all of Node's types would promise more than workerd has. */
declare module 'node:crypto' {
  interface Hmac {
    update(text: string | Uint8Array): Hmac
    digest(): Uint8Array
    digest(encoding: 'base64url' | 'hex'): string
  }
  export function createHmac(algorithm: 'sha256' | 'sha1', key: string | Uint8Array): Hmac
  export function createHash(algorithm: 'sha256'): Hmac
  export function scrypt(
    password: string,
    salt: Uint8Array,
    length: number,
    options: { N: number; r: number; p: number; maxmem: number },
    done: (error: Error | null, key: Uint8Array) => void,
  ): void
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}
