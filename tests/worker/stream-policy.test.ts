import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { app } from '../../worker/app'
import { PREVIEW_MS } from '../../worker/contract/stream-desk'
import { previewAllowed, previewPath } from '../../worker/http/preview'
import { announced, origin } from './http-kit'

const withHosts = { ...env, STREAM_HOSTS: 'play.example.com, cdn.example.org *.evil.example' }

async function policyOf(path: string, settings: typeof env): Promise<string> {
  const answer = await app.fetch(new Request(origin + path), settings, createExecutionContext())
  await answer.body?.cancel()
  return answer.headers.get('content-security-policy') ?? ''
}
const part = (policy: string, name: string) =>
  policy.split('; ').find((one) => one.startsWith(`${name} `))

test('a page with a player may load from the hosts the operator named, and no other page may', async () => {
  const { slug } = await announced()
  const policy = await policyOf(`/s/${slug}`, withHosts)
  const named = 'https://play.example.com https://cdn.example.org'
  expect(part(policy, 'media-src')).toBe(`media-src 'self' blob: ${named}`)
  expect(part(policy, 'connect-src')).toBe(`connect-src 'self' ws://portal.test ${named}`)
  expect(policy).not.toContain('evil')
  expect(part(policy, 'script-src')).toBe("script-src 'self'")
  for (const path of ['/', '/archive', `/s/${slug}/ask`, '/about', '/desk/sign-in', '/my']) {
    expect(await policyOf(path, withHosts)).not.toContain('example')
  }
  expect(await policyOf(`/s/${slug}`, env)).not.toContain('example')
})

test('the desk’s own address of a picture is good for half an hour, for that session alone', () => {
  const now = 1_800_000_000_000
  const path = previewPath(env, 'one', now)
  const k = new URL(path, origin).searchParams.get('k') ?? ''
  expect(path).toMatch(/^\/live\/one\/index\.m3u8\?k=/)
  expect(previewAllowed(env, 'one', k, now)).toBe(true)
  expect(previewAllowed(env, 'one', k, now + PREVIEW_MS - 1)).toBe(true)
  expect(previewAllowed(env, 'one', k, now + PREVIEW_MS)).toBe(false)
  expect(previewAllowed(env, 'two', k, now)).toBe(false)
  const [until = '', code = ''] = k.split('.')
  const later = (now + 10 * PREVIEW_MS).toString(36)
  for (const wrong of [undefined, '', until, `${later}.${code}`, `${until}.${code.slice(1)}A`]) {
    expect(previewAllowed(env, 'one', wrong, now)).toBe(false)
  }
})
