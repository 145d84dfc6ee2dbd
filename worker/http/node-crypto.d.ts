/** The part of node:crypto that the runtime provides and this Worker uses; all of Node's types would promise more than workerd has. */
declare module 'node:crypto' {
  interface Hmac {
    update(text: string | Uint8Array): Hmac
    digest(): Uint8Array
    digest(encoding: 'base64url' | 'hex'): string
  }
  export function createHmac(algorithm: 'sha256', key: string | Uint8Array): Hmac
  export function createHash(algorithm: 'sha256'): Hmac
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}
