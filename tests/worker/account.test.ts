import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../worker/app'
import { codeOf as totpCode, stepFor, stepOf } from '../../worker/actions/identity/totp'
import { ensureStaff } from '../../worker/store/staff'
import { sessionsOf } from '../../worker/store/staff-sessions'
import { Browser, codeOf, moderator, open, script, signedIn } from './http-kit'
import { admin, chainedActs, comeIn, invited, optionsFrom, signInWith } from './identity-kit'
import { SoftAuthenticator } from './soft-authenticator'

const LIST = '/api/desk/sessions'

beforeEach(() => ensureStaff(env.DB, admin))

/** For the length of one piece of work the operator has set something else. */
async function having<T>(settings: Partial<Env>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(
    Object.keys(settings).map((name) => [name, env[name as keyof Env]]),
  )
  Object.assign(env, settings)
  try {
    return await work()
  } finally {
    Object.assign(env, before)
  }
}

describe('one’s own account', () => {
  async function somebody() {
    const { token, staffId } = await invited()
    return { staffId, ...(await comeIn(token)) }
  }

  async function secondKey(browser: Browser) {
    const device = new SoftAuthenticator()
    const options = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'add' })
    const made = { credential: await device.make(options), key: '手机' }
    expect((await browser.json('POST', '/api/desk/me/passkeys', made)).status).toBe(201)
    return device
  }

  const keys = async (staffId: string) =>
    (
      await env.DB.prepare('SELECT id, name FROM passkeys WHERE staff_id = ? ORDER BY name')
        .bind(staffId)
        .all<{ id: string; name: string }>()
    ).results

  // ASVS 7.5.2, 8.2.2
  test('shows passkeys and sessions, and nobody else’s', async () => {
    const { browser } = await somebody()
    await signedIn(moderator)
    const page = await (await browser.get('/desk/me')).text()
    expect(page).toContain('办公电脑')
    expect(page).toContain('现在这一个')
    expect(page.match(/\/desk\/me\/passkeys\/\w+\/remove/g)).toHaveLength(1)
    expect((await new Browser().get('/desk/me')).status).toBe(303)
  })

  test('names its passkeys, removes one of two, and never the last', async () => {
    const { browser, staffId } = await somebody()
    await secondKey(browser)
    const [first, second] = await keys(staffId)
    const named = await browser.form(`/desk/me/passkeys/${first?.id}/name`, { name: '宣传部电脑' })
    expect(named.status).toBe(303)
    expect((await keys(staffId)).map(({ name }) => name)).toContain('宣传部电脑')
    const bad = await browser.form(`/desk/me/passkeys/${first?.id}/name`, { name: ' ' })
    expect(bad.status).toBe(422)
    expect((await browser.form(`/desk/me/passkeys/${second?.id}/remove`, {})).status).toBe(303)
    const last = await browser.form(`/desk/me/passkeys/${first?.id}/remove`, {})
    expect(last.status).toBe(409)
    expect(await keys(staffId)).toHaveLength(1)
    expect(await chainedActs()).toEqual(
      expect.arrayContaining(['rename_passkey', 'remove_passkey', 'refused']),
    )
  })

  // ASVS 8.2.2
  test('of somebody else is not to be changed by knowing an id', async () => {
    const { staffId } = await somebody()
    const other = await somebody()
    await secondKey(other.browser)
    const [theirs] = await keys(staffId)
    const renamed = await other.browser.form(`/desk/me/passkeys/${theirs?.id}/name`, { name: 'x' })
    expect(renamed.status).toBe(404)
    const removed = await other.browser.form(`/desk/me/passkeys/${theirs?.id}/remove`, {})
    expect(removed.status).toBe(404)
    const [session] = await sessionsOf(env.DB, staffId, Date.now())
    const ended = await other.browser.form(`/desk/me/sessions/${session?.id}/end`, {})
    expect(ended.status).toBe(404)
    expect(await keys(staffId)).toHaveLength(1)
  })

  // ASVS 7.4.3, 7.5.2
  test('signs out one other session, or all others', async () => {
    const { browser, device, staffId } = await somebody()
    const others = [await signInWith(device), await signInWith(device), await signInWith(device)]
    const here = await sessionsOf(env.DB, staffId, Date.now())
    const page = await (await browser.get('/desk/me')).text()
    const ids = [...page.matchAll(/\/desk\/me\/sessions\/(\w+)\/end"/g)].map(([, id]) => id)
    expect([here.length, ids.length]).toEqual([4, 3])
    expect((await browser.form(`/desk/me/sessions/${ids[0]}/end`, {})).status).toBe(303)
    expect((await browser.form('/desk/me/sessions/end-others', {})).status).toBe(303)
    for (const other of others) expect((await other.browser.get(LIST)).status).toBe(401)
    expect((await browser.get(LIST)).status).toBe(200)
  })

  // ASVS 7.5.1
  test('asks for a proof before a way in is taken away; what was typed waits in the page that asks', async () => {
    const { browser, staffId } = await somebody()
    await secondKey(browser)
    await env.DB.prepare('UPDATE staff_sessions SET proved_at = 1').run()
    const [first] = await keys(staffId)
    const path = `/desk/me/passkeys/${first?.id}/remove`
    const asked = await browser.form(path, { why: '丢了<b>' })
    const page = await asked.text()
    expect(asked.status).toBe(403)
    expect(page).toContain('data-passkey="prove"')
    expect(page).toContain(`action="${path}"`)
    expect(page).toContain('value="丢了&lt;b>"')
    expect(await keys(staffId)).toHaveLength(2)
  })

  test('keeps its desk open while somebody is there', async () => {
    const { browser } = await somebody()
    expect((await browser.json('POST', '/api/desk/me/alive', {})).status).toBe(204)
    expect((await new Browser().json('POST', '/api/desk/me/alive', {})).status).toBe(401)
  })
})

describe('codes of an authenticator', () => {
  test('are those of the standard', () => {
    // RFC 6238, appendix B: the last six digits, for SHA-1.
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    expect(totpCode(secret, stepOf(59_000))).toBe('287082')
    expect(totpCode(secret, stepOf(1_111_111_109_000))).toBe('081804')
    expect(totpCode(secret, stepOf(20_000_000_000_000))).toBe('353130')
  })

  test('count half a minute early or late, and no more', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    const now = 1_800_000_000_000
    const here = stepOf(now)
    const found = [-2, -1, 0, 1, 2].map((by) => stepFor(secret, totpCode(secret, here + by), now))
    expect(found).toEqual([null, here - 1, here, here + 1, null])
    expect(stepFor(secret, '12345', now)).toBeNull()
    expect(stepFor(secret, ' 12 34 5x', now)).toBeNull()
  })
})

// Each try costs a fifth of a second of work, on purpose.
describe('a password and a code', { timeout: 60_000 }, () => {
  const on = <T>(work: () => Promise<T>) => having({ AUTH_PASSWORD: 'on' }, work)
  const PASSWORD = '正确 horse battery'

  const fieldsOf = (page: string) => ({
    box: /name="box" value="([^"]+)"/.exec(page)?.[1] ?? '',
    secret: (/<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1] ?? '').replaceAll(' ', ''),
  })

  /** Somebody who came in with a password; the code of that minute has counted. */
  async function somebody(login = 'wu.zhuchi') {
    const { token, staffId } = await invited()
    const browser = new Browser()
    const page = await (await browser.get(`/desk/join?i=${token}&with=password`)).text()
    const { box, secret } = fieldsOf(page)
    const code = totpCode(secret, stepOf(Date.now()) - 1)
    const form = { invite: token, box, login, password: PASSWORD, code }
    return {
      answer: await browser.form('/desk/join/password', form),
      browser,
      secret,
      staffId,
      form,
    }
  }

  const enter = (login: string, password: string, code: string) =>
    new Browser().form('/desk/sign-in/password', { login, password, code })

  // ASVS 6.3.4
  test('are off unless the operator turns them on', async () => {
    expect((await enter('x', 'x', '000000')).status).toBe(404)
    const page = await (await new Browser().get('/desk/sign-in')).text()
    expect(page).not.toContain('/desk/sign-in/password')
  })

  // ASVS 6.5.1
  test('let somebody invited in, and in again; each code counts once, also of four at the same moment', async () => {
    await on(async () => {
      const { answer, browser, secret } = await somebody()
      expect(answer.status).toBe(303)
      expect((await browser.get(LIST)).status).toBe(200)
      const code = totpCode(secret, stepOf(Date.now()))
      const tries = await Promise.all(
        Array.from({ length: 4 }, () => enter('WU.zhuchi ', PASSWORD, code)),
      )
      expect(tries.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 401, 401, 401])
      const { results } = await env.DB.prepare('SELECT * FROM staff_passwords').all()
      expect(JSON.stringify(results)).not.toContain(secret)
    })
  })

  test('say the same of an unknown name, a wrong password and a wrong code', async () => {
    await on(async () => {
      const { secret } = await somebody()
      const code = totpCode(secret, stepOf(Date.now()))
      const answers = [
        await enter('nobody', PASSWORD, code),
        await enter('wu.zhuchi', `${PASSWORD}!`, code),
        await enter('wu.zhuchi', PASSWORD, '000000'),
      ]
      const pages = await Promise.all(answers.map((answer) => answer.text()))
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
      const said = pages.map((page) => /role="alert"[^>]*>([^<]*)</.exec(page)?.[1])
      expect(new Set(said).size).toBe(1)
      expect(said[0]).toContain('不对')
    })
  })

  // ASVS 6.3.1
  test('after five wrong ones that account is shut from this network for a while, its passkey is not', async () => {
    await on(async () => {
      const { token, staffId } = await invited()
      const { device, browser } = await comeIn(token)
      const { box, secret } = fieldsOf(await (await browser.get('/desk/me/password')).text())
      const login = `zhang.${staffId.slice(0, 6)}`
      const code = totpCode(secret, stepOf(Date.now()) - 1)
      const set = await browser.form('/desk/me/password', { box, login, password: PASSWORD, code })
      expect(set.status).toBe(303)
      for (let n = 0; n < 5; n++) expect((await enter(login, 'wrong', '000000')).status).toBe(401)
      const right = await enter(login, PASSWORD, totpCode(secret, stepOf(Date.now())))
      expect(right.status).toBe(429)
      expect((await signInWith(device)).answer.status).toBe(200)
      expect(await chainedActs()).toContain('sign_in_failures')
    })
  })

  // ASVS 6.2.1
  test('need twelve signs, a name that is free and the right code; what was typed stays', async () => {
    await on(async () => {
      const first = await somebody()
      expect(first.answer.status).toBe(303)
      const { token, staffId } = await invited()
      const browser = new Browser()
      const page = await (await browser.get(`/desk/join?i=${token}&with=password`)).text()
      const { box, secret } = fieldsOf(page)
      const code = totpCode(secret, stepOf(Date.now()))
      const good = { invite: token, box, login: 'li.si', password: PASSWORD, code }
      const send = async (wrong: object) =>
        (await browser.form('/desk/join/password', { ...good, ...wrong })).status
      expect(await send({ password: 'short' })).toBe(422)
      expect(await send({ code: '000000' })).toBe(422)
      expect(await send({ login: 'wu.zhuchi' })).toBe(409)
      expect(await send({ login: '李四' })).toBe(422)
      expect(await send({ box: first.form.box })).toBe(422)
      const { results } = await env.DB.prepare('SELECT * FROM staff WHERE id = ?')
        .bind(staffId)
        .all()
      expect(results).toEqual([])
      expect(await send({})).toBe(303)
    })
  })

  test('prove again who one is, and a form that was on its way goes on', async () => {
    await on(async () => {
      const { browser, secret } = await somebody()
      await env.DB.prepare('UPDATE staff_sessions SET proved_at = 1').run()
      const code = totpCode(secret, stepOf(Date.now()))
      const resume = { 'resume-action': '/desk/me/password', 'resume:login': '甲"乙' }
      const typed = { back: '/desk/me', password: PASSWORD, ...resume }
      expect((await browser.form('/desk/prove', { ...typed, code: '000000' })).status).toBe(401)
      const proved = await browser.form('/desk/prove', { ...typed, code })
      expect(proved.status).toBe(200)
      const page = await proved.text()
      expect(page).toContain('action="/desk/me/password"')
      expect(page).toContain('value="甲&quot;乙"')
      expect((await browser.get('/desk/me/password')).status).toBe(200)
      const away = await browser.form('/desk/prove', { ...typed, back: '//evil.example', code })
      expect(away.status).toBe(401)
    })
  })
})

describe('the sealed envelope', () => {
  const make = async () => {
    const answer = await script('/api/operator/break-glass', 'test-operator-token', '{}')
    expect(answer.status).toBe(201)
    return (await answer.json<{ codes: string[] }>()).codes
  }
  const use = (code: string, browser = new Browser()) =>
    browser.form('/desk/sign-in/code', { code })

  // ASVS 6.5.1
  test('holds eight codes; one lets an administrator in for half an hour, once, and everybody sees it', async () => {
    const codes = await make()
    expect(codes).toHaveLength(8)
    const [code = ''] = codes
    expect(
      JSON.stringify(await env.DB.prepare('SELECT * FROM break_glass_codes').all()),
    ).not.toContain(code.replaceAll('-', ''))
    const browser = new Browser()
    expect((await use(code.toUpperCase(), browser)).status).toBe(303)
    expect((await browser.get('/desk/admin/people')).status).toBe(200)
    const row = await env.DB.prepare(
      'SELECT started_at AS a, ends_at AS b FROM staff_sessions',
    ).first<{
      a: number
      b: number
    }>()
    expect((row?.b ?? 0) - (row?.a ?? 0)).toBe(1_800_000)
    expect((await use(code)).status).toBe(401)
    expect(await (await browser.get('/desk')).text()).toContain('密封应急码登录过')
    const rows = await chainedActs()
    expect(rows).toEqual(expect.arrayContaining(['make_emergency_codes', 'sign_in']))
  })

  // ASVS 6.5.1
  test('of several who use one code at once lets in one; a new envelope makes the old one useless', async () => {
    const [code = '', other = ''] = await make()
    const tries = await Promise.all([use(code), use(code), use(code)])
    expect(tries.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 401, 401])
    await make()
    expect((await use(other)).status).toBe(401)
    expect((await use('aaaaa-aaaaa-aaaaa-aaaaa')).status).toBe(401)
  })

  test('is filled by the operator only', async () => {
    expect((await script('/api/operator/break-glass', 'test-import-token', '{}')).status).toBe(403)
    expect((await new Browser().json('POST', '/api/operator/break-glass', {})).status).toBe(401)
  })
})

describe('in production', () => {
  /** A portal for residents, set up as it should be. */
  const residents = {
    PORTAL_KEY: '3q2-7wABk9zX_LmPvQ8rTnYhGcJdFsKu5iEoW1aZbN4',
    OPERATOR_TOKEN: 'hV9x2LqZ_7mKd4RtYw8PnB3sJf6CgE5uTaXo1iQkWz0',
    IMPORT_TOKEN: undefined,
    ADMIN_BOOTSTRAP_TOKEN: undefined,
    COMPLIANCE_KEY: 'Zt5rX8bN1mQ_kL7vC3wPyH9dJ2sFgU6oIeA4TxRnB0E',
    PUBLIC_URL: 'https://ask.example.gov.cn',
    PORTAL_DEMO: 'off',
    FOOTER: JSON.stringify({
      host: '县政府',
      operator: '融媒体中心',
      icp: '备1',
      police: '备2',
      siteCode: '3',
      errorReport: 'https://zfwzgl.www.gov.cn/',
    }),
    SECURITY_CONTACT: 'mailto:security@example.gov.cn',
    BEHIND_PROXY: 'on',
    TRUSTED_ADDRESS_HEADER: 'x-real-ip',
  }

  const send = (path: string, headers: Record<string, string>, body: string) => {
    const proxied = { 'x-forwarded-proto': 'https', 'x-real-ip': '203.0.113.7' }
    const init = { method: 'POST', headers: { ...proxied, ...headers }, body }
    const bindings = { ...env, ...residents } as typeof env
    return app.fetch(
      new Request(`http://127.0.0.1${path}`, init),
      bindings,
      createExecutionContext(),
    )
  }

  // ASVS 6.3.4
  test('nobody gives a sign-in link, and one given before opens nothing', async () => {
    await ensureStaff(env.DB, moderator)
    const body = JSON.stringify({ role: 'moderator' })
    const given = await script('/api/operator/sign-in-links', 'test-operator-token', body)
    const k = new URL((await given.json<{ url: string }>()).url).searchParams.get('k') ?? ''
    const authorization = `Bearer ${residents.OPERATOR_TOKEN}`
    const type = 'content-type'
    const json = { authorization, [type]: 'application/json' }
    const refused = await send('/api/operator/sign-in-links', json, body)
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'NO_LINKS_HERE'])
    const form = { 'sec-fetch-site': 'same-origin', [type]: 'application/x-www-form-urlencoded' }
    const used = await send('/desk/sign-in', form, `k=${k}`)
    expect([used.status, used.headers.getSetCookie()]).toEqual([403, []])
    expect((await new Browser().form('/desk/sign-in', { k })).status).toBe(303)
  })
})

test('on a laptop a printed link is proof enough for everything, so that nobody is stuck trying it out', async () => {
  const { desk, slug } = await open()
  await env.DB.prepare('UPDATE staff_sessions SET proved_at = NULL').run()
  const answer = await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})
  expect([answer.status, await codeOf(answer)]).not.toContain('PROVE_AGAIN')
})
