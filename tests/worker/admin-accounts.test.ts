import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { formatReceipt } from '../../worker/domain/receipt'
import { accountCode, accountCodes } from '../../worker/http/staff-account'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import { identitiesOf, staffByIdentity } from '../../worker/store/staff-identities'
import { Browser, moderator, official, signedIn } from './http-kit'

const boss = { id: 'boss', name: '周主任', office: '主任', unit: '县府办', role: 'admin' } as const
const issuer = 'https://id.example'
const code = accountCode(env, issuer, 'chen')
let desk: Browser

beforeEach(async () => {
  for (const one of [moderator, official, boss]) await ensureStaff(env.DB, one)
  desk = await signedIn(boss)
})

const send = (browser: Browser, id: string, typed: string, link = '1') =>
  browser.form(`/desk/admin/people/${id}/accounts`, { code: typed, link })
const whose = async (sub: string) =>
  (await staffByIdentity(env.DB, accountCodes(env, issuer, sub)))?.id ?? null

describe('an account at the office’s provider', () => {
  test('is linked by the code its owner reads out, and taken away again', async () => {
    const linked = await send(desk, 'm1', ` ${formatReceipt(code).toLowerCase()} `)
    expect(linked.status).toBe(303)
    expect(await whose('chen')).toBe('m1')
    expect(await whose('chen2')).toBeNull()
    const page = await (await desk.get(linked.headers.get('location') ?? '')).text()
    expect(page).toContain(formatReceipt(code))
    expect(page).toContain('周主任')
    expect(page).toContain('给陈主持关联了统一身份认证账号')
    // Whoever came in by it is out when it is taken away.
    const chen = await signedIn(moderator)
    expect((await chen.get('/desk')).status).toBe(200)
    expect((await send(desk, 'm1', code, '0')).status).toBe(303)
    expect(await whose('chen')).toBeNull()
    expect((await chen.get('/desk')).status).not.toBe(200)
  })

  test('belongs to one person only', async () => {
    await send(desk, 'm1', code)
    expect((await send(desk, 'o1', code)).status).toBe(409)
    expect((await send(desk, 'o1', code, '0')).status).toBe(409)
    expect(await whose('chen')).toBe('m1')
  })

  test('with a slip in its code is nobody’s', async () => {
    const slip = code.replace(/.$/, (last) => (last === '0' ? '2' : '0'))
    for (const typed of ['', 'x', slip, 'chen', '陈'.repeat(40)]) {
      const answer = await send(desk, 'm1', typed)
      expect(answer.status).toBe(422)
    }
    expect(await identitiesOf(env.DB, 'm1')).toEqual([])
  })

  test('of somebody whose account is closed opens nothing, and none is added', async () => {
    await send(desk, 'm1', code)
    await disableStaff(env.DB, 'm1', true)
    expect(await whose('chen')).toBeNull()
    expect((await send(desk, 'm1', accountCode(env, issuer, 'other'))).status).toBe(409)
  })

  test('is linked by administrators only', async () => {
    for (const browser of [await signedIn(moderator), new Browser()]) {
      expect([401, 403]).toContain((await send(browser, 'o1', code)).status)
    }
    expect(await whose('chen')).toBeNull()
    expect((await send(desk, 'nobody', code)).status).toBe(404)
  })

  test('is found under the key before a rotation as well', async () => {
    await send(desk, 'm1', code)
    const after = { PORTAL_KEY: 'another-key-'.repeat(4), PORTAL_KEY_BEFORE: env.PORTAL_KEY }
    const found = await staffByIdentity(env.DB, accountCodes(after, issuer, 'chen'))
    expect(found?.id).toBe('m1')
    const lost = accountCodes({ PORTAL_KEY: after.PORTAL_KEY }, issuer, 'chen')
    expect(await staffByIdentity(env.DB, lost)).toBeNull()
  })
})
