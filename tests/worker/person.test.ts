import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import type { AppEnv } from '../../worker/http/app-env'
import { forgetPerson, personId, personOf, rememberPerson } from '../../worker/http/person'

const vars = { PORTAL_KEY: 'dGVzdC1wb3J0YWwta2V5LXRlc3QtcG9ydGFsLWtleS0' }
const DAY = 86_400_000
const now = 1_700_000_000_000
const id = personId(vars, { tel: '+8613800000000' })

const app = new Hono<AppEnv>()
  .get('/who', (c) => c.json(personOf(c, Number(c.req.query('now') ?? now))))
  .get('/verified', (c) => c.json(rememberPerson(c, id, 'phone', now)))
  .get('/forget', (c) => {
    forgetPerson(c)
    return c.json(null)
  })

async function who(cookie: string, at = now, env: object = vars, base = 'http://portal.test') {
  const answer = await app.request(`${base}/who?now=${at}`, { headers: { cookie } }, env)
  return answer.json()
}

async function given(env: object = vars, base = 'http://portal.test') {
  const answer = await app.request(`${base}/verified`, {}, env)
  return answer.headers.get('set-cookie') ?? ''
}
const pair = (line: string) => line.split(';')[0] ?? ''

describe('the cookie of a verified person', () => {
  // ASVS 9.2.1
  test('names the person until it runs out, and holds no number', async () => {
    const line = await given()
    expect(line).not.toContain('138')
    expect(line).toMatch(/HttpOnly/)
    expect(line).toMatch(/SameSite=Lax/)
    expect(await who(pair(line))).toEqual({ id, via: 'phone', until: now + 30 * DAY })
    expect(await who(pair(line), now + 30 * DAY - 1)).not.toBeNull()
    expect(await who(pair(line), now + 30 * DAY)).toBeNull()
  })

  test('holds for fewer days where the portal says so, never for more', async () => {
    expect(await given({ ...vars, PERSON_DAYS: '7' })).toContain(`Max-Age=${7 * 86_400}`)
    for (const PERSON_DAYS of ['365', '0', '-1', 'for ever']) {
      expect(await given({ ...vars, PERSON_DAYS })).toContain(`Max-Age=${30 * 86_400}`)
    }
  })

  // ASVS 3.3.1, 3.3.3
  test('belongs to its host on an encrypted connection', async () => {
    const line = await given(vars, 'https://portal.test')
    expect(line).toMatch(/^__Host-mdm-person=v1\..*; Secure/)
    expect(await who(pair(line), now, vars, 'https://portal.test')).toMatchObject({ id })
  })

  // ASVS 9.1.1
  test('is nobody where a sign of it was changed, or another key signed it', async () => {
    const cookie = pair(await given())
    const [name = '', value = ''] = cookie.split('=')
    for (const at of [3, 50, value.length - 20]) {
      const other = value[at] === 'A' ? 'B' : 'A'
      expect(await who(`${name}=${value.slice(0, at)}${other}${value.slice(at + 1)}`)).toBeNull()
    }
    expect(await who(cookie.replace('.phone.', '.oidc.'))).toBeNull()
    expect(await who(cookie, now, { PORTAL_KEY: 'x'.repeat(43) })).toBeNull()
    for (const value of ['', 'v1', 'v1....', 'v2.x'])
      expect(await who(`mdm-person=${value}`)).toBeNull()
  })

  test('is gone once somebody says so', async () => {
    const answer = await app.request('http://portal.test/forget', {}, vars)
    expect(answer.headers.get('set-cookie')).toMatch(/^mdm-person=; Max-Age=0/)
  })
})

describe('a pseudonym', () => {
  // ASVS 6.8.1
  test('is another for another subject, issuer, number or portal', () => {
    const issuer = 'https://id.example'
    const ids = [
      personId(vars, { issuer, sub: 'a' }),
      personId(vars, { issuer, sub: 'b' }),
      personId(vars, { issuer: 'https://id.example/a', sub: '' }),
      personId(vars, { issuer: 'https://id.exampl', sub: 'ea' }),
      personId(vars, { tel: 'a' }),
      personId({ PORTAL_KEY: 'x'.repeat(43) }, { issuer, sub: 'a' }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    expect(personId(vars, { issuer, sub: 'a' })).toBe(ids[0])
  })
})
