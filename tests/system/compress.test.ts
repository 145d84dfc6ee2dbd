import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { portalForTest } from './harness'

/** The bytes as they cross the wire; fetch would unpack them. */
function raw(url: string, headers: Record<string, string>) {
  return new Promise<{ encoding: string | undefined; body: Buffer }>((done, failed) => {
    get(url, { headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        done({ encoding: answer.headers['content-encoding'], body: Buffer.concat(parts) }),
      )
    }).on('error', failed)
  })
}

test('a page from an own server comes compressed to whoever can read that, and plain to others', async () => {
  const portal = await portalForTest({ vars: { COMPRESS: 'on' } })
  const packed = await raw(`${portal.url}/about`, { 'accept-encoding': 'gzip, br' })
  const plain = await raw(`${portal.url}/about`, {})
  expect([packed.encoding, plain.encoding]).toEqual(['gzip', undefined])
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
})
