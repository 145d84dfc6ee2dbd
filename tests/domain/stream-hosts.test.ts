import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceAddress, streamHosts } from '../../worker/domain/stream-hosts'

const hosts = streamHosts('play.example.com, CDN.example.org')
const faultOf = (raw: string) => sourceAddress(raw, hosts).fault ?? null

describe('an address outside the portal', () => {
  test('is taken from a host that the operator named, as it is', () => {
    for (const url of [
      'https://play.example.com/live/xw.m3u8?auth=1-2',
      'https://cdn.example.org/a.mp4',
    ]) {
      expect(sourceAddress(` ${url} `, hosts)).toEqual({ url })
    }
    expect(sourceAddress('https://PLAY.example.com:443/a', hosts)).toEqual({
      url: 'https://play.example.com/a',
    })
  })

  test.each([
    ['http://play.example.com/a.m3u8', 'SOURCE_NOT_HTTPS'],
    ['rtmp://play.example.com/a', 'SOURCE_NOT_HTTPS'],
    ['javascript:alert(1)', 'SOURCE_NOT_HTTPS'],
    ['file:///etc/passwd', 'SOURCE_NOT_HTTPS'],
    ['https://user:pw@play.example.com/a', 'SOURCE_ADDRESS'],
    ['https://play.example.com:8443/a', 'SOURCE_ADDRESS'],
    ['https://play.example.com/a#b', 'SOURCE_ADDRESS'],
    ['https://127.0.0.1/a', 'SOURCE_ADDRESS'],
    ['https://2130706433/a', 'SOURCE_ADDRESS'],
    ['https://0x7f.1/a', 'SOURCE_ADDRESS'],
    ['https://[::1]/a', 'SOURCE_ADDRESS'],
    ['https://169.254.169.254/latest/meta-data', 'SOURCE_ADDRESS'],
    ['https://localhost/a', 'SOURCE_NOT_LISTED'],
    ['https://play.example.com./a', 'SOURCE_NOT_LISTED'],
    ['https://play.example.com.evil.example/a', 'SOURCE_NOT_LISTED'],
    ['https://evilplay.example.com/a', 'SOURCE_NOT_LISTED'],
    ['https://pl\u0430y.example.com/a', 'SOURCE_ADDRESS'],
    ['//play.example.com/a', 'SOURCE_ADDRESS'],
    ['play.example.com/a', 'SOURCE_ADDRESS'],
    ['https://play.example.com/a b', 'SOURCE_ADDRESS'],
    ['https://play.example.com\n/a', 'SOURCE_ADDRESS'],
    ['', 'SOURCE_ADDRESS'],
  ])('%j is refused: %s', (raw, fault) => {
    expect(faultOf(raw)).toBe(fault)
  })

  test('is never taken from a host that was not named, however it is written', () => {
    const piece = fc.constantFrom('play.example.com', 'evil.example', '@', ':', '/', '\\', '?', '.')
    const urls = fc.array(piece, { maxLength: 6 }).map((pieces) => `https://${pieces.join('')}`)
    const taken = fc.sample(fc.oneof(urls, fc.webUrl()), 2_000).flatMap((raw) => {
      const { url } = sourceAddress(raw, hosts)
      return url === undefined ? [] : [new URL(url).host]
    })
    expect(new Set(taken)).toEqual(new Set(['play.example.com']))
  })

  test('a list names whole hosts: stars, ports, addresses and numbers in it are left out', () => {
    expect(
      streamHosts(' *.example.com,example.com:8443 https://a.example 10.0.0.1 localhost [::1] ;x'),
    ).toEqual([])
    expect(streamHosts(undefined)).toEqual([])
    expect(streamHosts('a.example.com a.example.com')).toEqual(['a.example.com'])
  })
})
