import { describe, expect, test } from 'vitest'
import { HUMAN_ACTION, humanCheckOf, turnstile } from '../../worker/http/human-check'

/** A siteverify of our own, answering as Cloudflare's documentation says; the real one is asked by no test. */

const HOST = 'portal.test'
const OK = {
  success: true,
  challenge_ts: '2026-11-30T10:00:00.000Z',
  hostname: HOST,
  'error-codes': [],
  action: HUMAN_ACTION,
  cdata: '',
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Promise.resolve(Response.json(body, { status }))
const says = (answer: () => Promise<Response>, token = 'token', host = HOST) =>
  turnstile('site', 'secret', answer).verify(token, host)
const no = (...codes: string[]) => json({ success: false, 'error-codes': codes })

describe('the check for people', () => {
  test('is passed by a token of this page and this host', async () => {
    let sent: { url: string; body: Record<string, unknown> } | undefined
    const said = await turnstile('site', 'secret', (url, init) => {
      sent = {
        url: url as string,
        body: JSON.parse(init?.body as string) as Record<string, unknown>,
      }
      return Promise.resolve(Response.json(OK))
    }).verify('the-token', HOST)
    expect(said).toBe('passed')
    expect(sent?.url).toBe('https://challenges.cloudflare.com/turnstile/v0/siteverify')
    expect(sent?.body).toMatchObject({ secret: 'secret', response: 'the-token' })
    // Where the visitor is stays with us.
    expect(Object.keys(sent?.body ?? {}).sort()).toEqual(['idempotency_key', 'response', 'secret'])
  })

  test('is failed by a token that is wrong, spent, too old, of another host or of another widget', async () => {
    expect(await says(no('invalid-input-response'))).toBe('failed')
    expect(await says(no('timeout-or-duplicate'))).toBe('failed')
    expect(await says(json({ ...OK, hostname: 'elsewhere.test' }))).toBe('failed')
    expect(await says(json({ ...OK, action: 'login' }))).toBe('failed')
    expect(await says(json({ ...OK, action: undefined }))).toBe('failed')
  })

  test('does not send on what can be no token', async () => {
    const never = () => Promise.reject(new Error('it was asked'))
    expect(await says(never, '')).toBe('failed')
    expect(await says(never, 'x'.repeat(2_049))).toBe('failed')
  })

  test('is away, which is nobody’s fault, when the service answers late, not at all, or with anything else', async () => {
    const page = () =>
      Promise.resolve(
        new Response('<h1>Checking</h1>', { headers: { 'content-type': 'text/html' } }),
      )
    const late = () => Promise.reject(new DOMException('too late', 'TimeoutError'))
    const torn = () =>
      Promise.resolve(new Response('{"succ', { headers: { 'content-type': 'application/json' } }))
    expect(await says(json({}, 502))).toBe('away')
    expect(await says(page)).toBe('away')
    expect(await says(late)).toBe('away')
    expect(await says(torn)).toBe('away')
    expect(await says(no('internal-error'))).toBe('away')
    expect(await says(no('invalid-input-secret'))).toBe('away')
    expect(await says(json(null))).toBe('away')
  })

  test('is not there until both of its settings are', () => {
    const of = (more: object) => humanCheckOf({ ...more } as Parameters<typeof humanCheckOf>[0])
    expect(of({})).toBeNull()
    expect(of({ TURNSTILE_SITE_KEY: 'site' })).toBeNull()
    expect(of({ TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET: 'secret' })?.siteKey).toBe('site')
  })
})
