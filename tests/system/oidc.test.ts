import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { asOperator, openPortal } from './harness'
import { deadAddress, signInAt, TestProvider, type Mischief } from './oidc-kit'
import { Person } from './people'

/** Against the real `oidc-provider`, and a second one that is up to no good. */
let portal: Portal
let gov: TestProvider
let evil: TestProvider

const entry = (id: string, issuer: string, more: object = {}) => ({
  id,
  issuer,
  clientId: 'portal',
  clientSecret: 'portal-secret',
  zh: id === 'gov' ? '政务服务网' : id,
  ...more,
})

beforeAll(async () => {
  ;[gov, evil] = await Promise.all([TestProvider.listen(), TestProvider.listen()])
  const netizens = [
    entry('gov', gov.issuer),
    entry('phone', gov.issuer, { phone: true }),
    entry('evil', evil.issuer),
    entry('dead', await deadAddress()),
  ]
  portal = await openPortal({
    vars: {
      OIDC_NETIZEN: JSON.stringify(netizens),
      OIDC_STAFF: JSON.stringify([entry('gov', gov.issuer)]),
    },
  })
  const back = (id: string) => [
    `${portal.url}/verify/oidc/${id}`,
    `${portal.url}/desk/sign-in/oidc/${id}`,
  ]
  gov.serve([...back('gov'), ...back('phone')])
  evil.serve(back('evil'))
})
afterEach(() => {
  gov.mischief = {}
})
afterAll(async () => {
  await portal?.stop()
  await Promise.all([gov?.stop(), evil?.stop()])
})

const somebody = () => new Person(() => portal.url)
const fields = (of: Record<string, string>) => new URLSearchParams(of).toString()

/** Presses the button; answers the address the page leads to. */
async function begin(who: Person, provider = 'gov', to = '/archive'): Promise<string> {
  const answer = await who.send('POST', '/verify/oidc', fields({ provider, to }))
  expect(answer.status).toBe(200)
  const [, url = ''] = /^0; url=(.*)$/.exec(answer.headers.get('refresh') ?? '') ?? []
  expect(await answer.text()).toContain('<a class="btn main" href="http://127.0.0.1')
  return url
}

async function beginStaff(who: Person): Promise<string> {
  const answer = await who.send('POST', '/desk/sign-in/oidc', fields({ provider: 'gov' }))
  const [, url = ''] = /^0; url=(.*)$/.exec(answer.headers.get('refresh') ?? '') ?? []
  return url
}

const come = (who: Person, back: URL) => who.send('GET', back.pathname + back.search)
const isVerified = async (who: Person) =>
  (await (await who.send('GET', '/verify')).text()).includes('您已经实名核验')
const pseudonym = (who: Person) => /mdm-person=v1\.([\w-]+)/.exec(who.cookie)?.[1]

async function verify(who: Person, name: string, provider = 'gov'): Promise<Response> {
  return come(who, await signInAt(await begin(who, provider), name))
}

describe('a netizen who signs in at a provider', () => {
  // ASVS 10.5.2
  test('is verified, goes back to where they were, and is nobody but a pseudonym', async () => {
    const [one, same, another] = [somebody(), somebody(), somebody()]
    // A page with the button asks nobody anything.
    const before = gov.asked.length
    await one.send('GET', '/verify')
    expect(gov.asked).toHaveLength(before)
    const answer = await verify(one, 'li-ming')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/archive'])
    await verify(same, 'li-ming')
    await verify(another, 'wang-fang')
    expect(await isVerified(one)).toBe(true)
    expect(pseudonym(one)).toMatch(/^[\w-]{43}$/)
    expect(pseudonym(same)).toBe(pseudonym(one))
    expect(pseudonym(another)).not.toBe(pseudonym(one))
    expect(one.cookie).not.toContain('li-ming')
    // What the provider says of itself and its keys are asked for once, not for each of them.
    expect(gov.count('/.well-known/openid-configuration')).toBe(1)
    expect(gov.count('/jwks')).toBe(1)
    const left = await (
      await portal.mf.getD1Database('DB')
    )
      .prepare('SELECT count(*) n FROM login_attempts')
      .first<{ n: number }>()
    expect(left?.n).toBe(0)
  })

  test('is the same person as by telephone where the provider vouches for the number', async () => {
    const [one, two, three] = [somebody(), somebody(), somebody()]
    await verify(one, 'li-ming', 'phone')
    await verify(two, 'wang-fang', 'phone')
    await verify(three, 'unverified-zhao', 'phone')
    expect(pseudonym(one)).toBeDefined()
    expect(pseudonym(two)).toBe(pseudonym(one))
    expect(pseudonym(three)).toBeDefined()
    expect(pseudonym(three)).not.toBe(pseudonym(one))
  })

  test('who calls it off stays as they were', async () => {
    const who = somebody()
    const answer = await verify(who, 'nobody')
    expect(answer.status).toBe(400)
    const html = await answer.text()
    expect(html).toContain('您取消了登录')
    expect(html).toContain('value="/archive"')
    expect(await isVerified(who)).toBe(false)
  })

  test('is told when the provider does not answer', async () => {
    const who = somebody()
    const answer = await who.send('POST', '/verify/oidc', fields({ provider: 'dead', to: '/' }))
    expect(answer.status).toBe(503)
    const html = await answer.text()
    expect(html).toContain('对方的网站现在没有回应')
    expect(html).not.toMatch(/ECONN|at \w+ \(|127\.0\.0\.1/)
  })

  test('cannot choose a provider nobody listed', async () => {
    const who = somebody()
    for (const provider of ['', 'other', 'https://evil.example', '__proto__']) {
      const answer = await who.send('POST', '/verify/oidc', fields({ provider, to: '/' }))
      expect(answer.status).toBe(404)
    }
  })
})

describe('an answer of a provider is refused', () => {
  const refusal = { status: 400, told: true, verified: false }
  /** Nobody is verified by it, and the page says so. */
  async function outcome(who: Person, answer: Response): Promise<typeof refusal> {
    const told = (await answer.text()).includes('没有登录成功')
    return { status: answer.status, told, verified: await isVerified(who) }
  }

  // ASVS 10.1.2, 10.2.1
  test('in another browser than the login began in: nobody is signed in as somebody else', async () => {
    const [attacker, victim] = [somebody(), somebody()]
    const back = await signInAt(await begin(attacker), 'attacker')
    expect(await outcome(victim, await come(victim, back))).toEqual(refusal)
    // Nor where the victim has begun a login too.
    await begin(victim)
    expect(await outcome(victim, await come(victim, back))).toEqual(refusal)
    // It is still good where it belongs.
    expect((await come(attacker, back)).status).toBe(303)
  })

  // ASVS 10.2.1
  test('with another state, or none', async () => {
    const who = somebody()
    const back = await signInAt(await begin(who), 'li-ming')
    for (const state of ['', 'x', back.searchParams.get('state')?.replace(/.$/, '_') ?? '']) {
      const other = new URL(back)
      other.searchParams.set('state', state)
      expect(await outcome(who, await come(who, other))).toEqual(refusal)
    }
  })

  // ASVS 10.1.2
  test('a second time, also twenty times at once', async () => {
    const who = somebody()
    const back = await signInAt(await begin(who), 'li-ming')
    const answers = await Promise.all(Array.from({ length: 20 }, () => come(who, back)))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      303,
      ...Array.from({ length: 19 }, () => 400),
    ])
    expect((await come(who, back)).status).toBe(400)
  })

  test('with a code used before under a state of its own', async () => {
    const who = somebody()
    const first = await signInAt(await begin(who), 'li-ming')
    await come(who, first)
    const other = somebody()
    const second = await signInAt(await begin(other), 'wang-fang')
    second.searchParams.set('code', first.searchParams.get('code') ?? '')
    expect(await outcome(other, await come(other, second))).toEqual(refusal)
  })

  // ASVS 6.8.1, 10.2.2
  test('that another provider gave: neither gets what is the other’s', async () => {
    const who = somebody()
    const honest = await signInAt(await begin(who), 'li-ming')
    const state = new URL(await begin(who, 'evil')).searchParams.get('state') ?? ''
    const before = evil.count('/token')
    // The answer of the honest one, for a login begun at the other.
    const mixed = new URL(`${portal.url}/verify/oidc/evil`)
    mixed.search = honest.search
    mixed.searchParams.set('state', state)
    expect(await outcome(who, await come(who, mixed))).toEqual(refusal)
    // Without saying who gave it.
    const again = new URL(await begin(who, 'evil')).searchParams.get('state') ?? ''
    mixed.searchParams.set('state', again)
    mixed.searchParams.delete('iss')
    expect(await outcome(who, await come(who, mixed))).toEqual(refusal)
    // At the other's address with the honest one's state.
    const moved = new URL(`${portal.url}/verify/oidc/evil`)
    moved.search = honest.search
    expect(await outcome(who, await come(who, moved))).toEqual(refusal)
    expect(evil.count('/token')).toBe(before)
    expect((await come(who, honest)).status).toBe(303)
  })

  const claims = (change: Record<string, unknown>): Mischief => ({
    token: (token) => ({ ...token, claims: { ...token.claims, ...change } }),
  })
  const now = () => Math.floor(Date.now() / 1000)
  const spoilt: [string, () => Mischief][] = [
    ['with a token of another login', () => claims({ nonce: 'x'.repeat(43) })],
    ['with a token without the nonce', () => claims({ nonce: undefined })],
    ['with a token for somebody else', () => claims({ aud: 'other-client' })],
    [
      'with a token for us and others, made for them',
      () => claims({ aud: ['portal', 'b'], azp: 'b' }),
    ],
    ['with a token of another issuer', () => claims({ iss: 'https://id.example' })],
    ['with a token that is over', () => claims({ iat: now() - 7200, exp: now() - 3600 })],
    ['with a token about nobody', () => claims({ sub: undefined })],
    ['with a token nobody signed', () => ({ sign: 'none' })],
    ['with a token whose signature is wrong', () => ({ sign: 'broken' })],
    [
      'with a token under another key',
      () => ({ token: (token) => ({ ...token, header: { ...token.header, kid: 'other' } }) }),
    ],
    ['that is an error', () => ({ answer: { status: 400, body: '{"error":"invalid_grant"}' } })],
  ]
  // ASVS 6.8.2, 9.2.1, 9.2.3, 10.5.1, 10.5.3, 10.5.4
  test.for(spoilt)('%s', async ([, mischief]) => {
    const who = somebody()
    const back = await signInAt(await begin(who), 'li-ming')
    gov.mischief = mischief()
    expect(await outcome(who, await come(who, back))).toEqual(refusal)
  })

  test('but not one that went through the same hands unchanged', async () => {
    const who = somebody()
    const back = await signInAt(await begin(who), 'li-ming')
    gov.mischief = { token: (token) => ({ ...token, claims: { ...token.claims } }) }
    expect((await come(who, back)).status).toBe(303)
    expect(await isVerified(who)).toBe(true)
  })

  test('that is a page of a broken server, as being away', async () => {
    const who = somebody()
    const back = await signInAt(await begin(who), 'li-ming')
    gov.mischief = { answer: { status: 502, body: '<h1>Bad gateway</h1>' } }
    const answer = await come(who, back)
    expect(answer.status).toBe(503)
    expect(await answer.text()).not.toContain('Bad gateway')
    expect(await isVerified(who)).toBe(false)
  })
})

describe('staff who sign in at a provider', () => {
  const link = async (code: string) => {
    const made = await asOperator(portal, 'sign-in-links', { role: 'moderator' })
    expect(made.status).toBe(201)
    const db = await portal.mf.getD1Database('DB')
    await db
      .prepare('INSERT INTO staff_identities VALUES (?, ?, ?, ?)')
      .bind(code.replaceAll('-', ''), 'staff-moderator', 'staff-admin', Date.now())
      .run()
  }
  const codeOf = (html: string) => /<strong class="code num">([\w-]{14})</.exec(html)?.[1] ?? ''

  // ASVS 6.3.4, 10.5.2
  test('are let in once an administrator has linked their account, and only then', async () => {
    const who = somebody()
    expect(await (await who.send('GET', '/desk/sign-in')).text()).toContain('政务服务网')
    const first = await come(who, await signInAt(await beginStaff(who), 'chen'))
    expect(first.status).toBe(403)
    const code = codeOf(await first.text())
    expect(code).toMatch(/^[\w-]{14}$/)
    expect((await who.send('GET', '/desk')).status).toBe(303)
    await link(code)
    const second = await come(who, await signInAt(await beginStaff(who), 'chen'))
    expect([second.status, second.headers.get('location')]).toEqual([303, '/desk'])
    expect((await who.send('GET', '/desk')).status).toBe(200)
    // Somebody else of the same provider is nobody here.
    const other = somebody()
    const refusal = await come(other, await signInAt(await beginStaff(other), 'chen2'))
    expect(refusal.status).toBe(403)
    expect(codeOf(await refusal.text())).not.toBe(code)
    // Whoever may not work here any more does not get in.
    const db = await portal.mf.getD1Database('DB')
    await db.prepare("UPDATE staff SET disabled = 1 WHERE id = 'staff-moderator'").run()
    const late = somebody()
    expect((await come(late, await signInAt(await beginStaff(late), 'chen'))).status).toBe(403)
  })

  // ASVS 6.8.1, 9.2.2
  test('do not become verified netizens by it, nor netizens staff', async () => {
    const who = somebody()
    const staffBack = await signInAt(await beginStaff(who), 'chen')
    const asNetizen = new URL(`${portal.url}/verify/oidc/gov`)
    asNetizen.search = staffBack.search
    expect((await come(who, asNetizen)).status).toBe(400)
    const back = await signInAt(await begin(who), 'chen')
    const asStaff = new URL(`${portal.url}/desk/sign-in/oidc/gov`)
    asStaff.search = back.search
    expect((await come(who, asStaff)).status).toBe(400)
    expect((await who.send('GET', '/desk')).status).toBe(303)
  })
})
