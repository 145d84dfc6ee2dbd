import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { keepChallenge, takeChallenge } from '../../worker/store/passkeys'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import { Browser, codeOf } from './http-kit'
import { admin, chainedActs, comeIn, invited, optionsFrom, signInWith } from './identity-kit'
import { SoftAuthenticator } from './soft-authenticator'
import { NOON } from './store-rows'

const LIST = '/api/desk/sessions'
const told = async (answer: Response) => [answer.status, await codeOf(answer)]
const NOT_PROVEN = [401, 'NOT_PROVEN']

beforeEach(() => ensureStaff(env.DB, admin))

/** Somebody who came in by an invitation and has a passkey. */
async function somebody() {
  const { token, staffId } = await invited()
  const { device, browser, answer } = await comeIn(token)
  if (answer.status !== 201) throw new Error(`joining answered ${answer.status}`)
  return { device, browser, staffId }
}

describe('coming in by an invitation', () => {
  // ASVS 16.3.1
  test('makes a passkey and signs in with it, all in the chain', async () => {
    const { token } = await invited()
    const { browser, answer } = await comeIn(token)
    expect([answer.status, await answer.json()]).toEqual([201, { to: '/desk' }])
    expect((await browser.get(LIST)).status).toBe(200)
    expect(await chainedActs()).toEqual(expect.arrayContaining(['accept_invite', 'sign_in']))
  })

  // ASVS 6.3.3
  test('without a verified user, for another place or with another challenge nobody comes in', async () => {
    const { token } = await invited()
    for (const faults of [
      { unverified: true },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
    ]) {
      const { answer, browser } = await comeIn(token, { faults })
      expect([faults, ...(await told(answer))]).toEqual([faults, ...NOT_PROVEN])
      expect(browser.cookies.size).toBe(0)
    }
    const other = await comeIn(token, { faults: { challenge: 'A'.repeat(43) } })
    expect(await told(other.answer)).toEqual([400, 'CHALLENGE_USED'])
    // None of this used the invitation up.
    expect((await comeIn(token)).answer.status).toBe(201)
  })

  test('twice, or by a link nobody sent, is refused', async () => {
    const { token } = await invited()
    await comeIn(token)
    const again = await new Browser().json('POST', '/api/staff/joining/challenge', {
      invite: token,
    })
    expect(await told(again)).toEqual([410, 'LINK_USED'])
    const invite = 'A'.repeat(43)
    const made = await new Browser().json('POST', '/api/staff/joining/challenge', { invite })
    expect(await told(made)).toEqual([410, 'LINK_USED'])
  })

  test('with a passkey that is somebody’s already is refused', async () => {
    const { device } = await somebody()
    const { token } = await invited()
    const { answer } = await comeIn(token, { device })
    expect(await told(answer)).toEqual([409, 'PASSKEY_KNOWN'])
  })
})

describe('signing in with a passkey', () => {
  test('opens the desk under the person’s own name', async () => {
    const { device, staffId } = await somebody()
    const { answer, browser } = await signInWith(device)
    expect([answer.status, await answer.json()]).toEqual([200, { to: '/desk' }])
    expect((await browser.get(LIST)).status).toBe(200)
    const row = await env.DB.prepare('SELECT staff_id, how FROM staff_sessions LIMIT 1').first()
    expect(row).toEqual({ staff_id: staffId, how: 'passkey' })
  })

  // ASVS 6.3.3
  test('fails without a verified user, for another origin or another portal, and when tampered with', async () => {
    const { device } = await somebody()
    for (const faults of [
      { unverified: true },
      { origin: 'https://evil.example' },
      { origin: 'http://portal.test:8080' },
      { rpId: 'evil.example' },
    ]) {
      const { answer, browser } = await signInWith(device, faults)
      expect([faults, ...(await told(answer))]).toEqual([faults, ...NOT_PROVEN])
      expect(browser.cookies.size).toBe(0)
    }
    const browser = new Browser()
    const options = await optionsFrom(browser, '/api/staff/sign-in/challenge')
    const credential = await device.answer(options)
    const { signature } = credential.response
    const bent = signature.slice(0, -2) + (signature.endsWith('AA') ? 'BB' : 'AA')
    credential.response.signature = bent
    const answer = await browser.json('POST', '/api/staff/sign-in', { credential })
    expect(await told(answer)).toEqual(NOT_PROVEN)
  })

  test('with a passkey nobody registered, or of somebody disabled, lets nobody in', async () => {
    const stranger = new SoftAuthenticator()
    await stranger.make({ challenge: 'x' })
    expect(await told((await signInWith(stranger)).answer)).toEqual(NOT_PROVEN)
    const { device, browser, staffId } = await somebody()
    await disableStaff(env.DB, staffId, true)
    expect(await told((await signInWith(device)).answer)).toEqual(NOT_PROVEN)
    expect((await browser.get(LIST)).status).toBe(401)
  })

  // ASVS 6.5.1
  test('a second time with the same answer is refused', async () => {
    const { device } = await somebody()
    const { credential, answer } = await signInWith(device)
    expect(answer.status).toBe(200)
    const replay = await new Browser().json('POST', '/api/staff/sign-in', { credential })
    expect(await told(replay)).toEqual([400, 'CHALLENGE_USED'])
  })

  // ASVS 6.5.1
  test('twenty times at once with the same answer lets in exactly one', async () => {
    const { device } = await somebody()
    const browser = new Browser()
    const options = await optionsFrom(browser, '/api/staff/sign-in/challenge')
    const credential = await device.answer(options)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        new Browser().json('POST', '/api/staff/sign-in', { credential }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(19)
  })

  test('by a copy whose counter went back is refused', async () => {
    const { device } = await somebody()
    expect((await signInWith(device, { counter: 9 })).answer.status).toBe(200)
    expect(await told((await signInWith(device, { counter: 9 })).answer)).toEqual(NOT_PROVEN)
    expect(await told((await signInWith(device, { counter: 3 })).answer)).toEqual(NOT_PROVEN)
    expect((await signInWith(device, { counter: 10 })).answer.status).toBe(200)
  })

  // ASVS 6.6.2, 9.2.2
  test('an answer made for proving again does not sign in', async () => {
    const { device, browser } = await somebody()
    const options = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'prove' })
    const credential = await device.answer(options)
    const answer = await new Browser().json('POST', '/api/staff/sign-in', { credential })
    expect(await told(answer)).toEqual([400, 'CHALLENGE_USED'])
  })

  test('what is not an answer of an authenticator is refused as such', async () => {
    const answer = await new Browser().json('POST', '/api/staff/sign-in', { credential: {} })
    expect(await told(answer)).toEqual([422, 'INVALID'])
    const { device } = await somebody()
    const { credential } = await signInWith(device)
    credential.response.clientDataJSON = 'e30'
    const odd = await new Browser().json('POST', '/api/staff/sign-in', { credential })
    expect(await told(odd)).toEqual([400, 'BAD_REQUEST'])
  })
})

// ASVS 6.6.2
test('a challenge lasts five minutes and no longer', async () => {
  const challenge = 'a challenge'
  const kept = { challenge, purpose: 'sign_in', now: NOON, endsAt: NOON + 300_000 }
  await keepChallenge(env.DB, kept)
  expect(await takeChallenge(env.DB, challenge, 'prove x', NOON)).toBe(false)
  expect(await takeChallenge(env.DB, challenge, 'sign_in', NOON + 300_000)).toBe(false)
})

describe('proving again who one is', () => {
  const old = () => env.DB.prepare('UPDATE staff_sessions SET proved_at = 1').run()

  // ASVS 7.2.4
  test('is asked before the dangerous few after five minutes, gives a new token, and then they go through', async () => {
    const { device, browser } = await somebody()
    const archive = () => browser.json('POST', '/api/desk/sessions/nowhere/archive', {})
    expect((await archive()).status).toBe(404)
    await old()
    expect(await told(await archive())).toEqual([403, 'PROVE_AGAIN'])
    const before = browser.cookies.get('mdm-staff')
    const options = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'prove' })
    const credential = await device.answer(options)
    expect((await browser.json('POST', '/api/desk/me/prove', { credential })).status).toBe(200)
    expect(browser.cookies.get('mdm-staff')).not.toBe(before)
    expect((await archive()).status).toBe(404)
    const thief = new Browser()
    thief.cookies.set('mdm-staff', before ?? '')
    expect((await thief.get(LIST)).status).toBe(401)
    expect((await browser.get(LIST)).status).toBe(200)
    expect(await chainedActs()).toContain('prove')
  })

  test('is done by oneself only, and not without a verified user', async () => {
    const { device, browser } = await somebody()
    const other = await somebody()
    await old()
    const options = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'prove' })
    const theirs = { credential: await other.device.answer(options) }
    expect(await told(await browser.json('POST', '/api/desk/me/prove', theirs))).toEqual(NOT_PROVEN)
    const again = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'prove' })
    const unverified = { credential: await device.answer(again, { unverified: true }) }
    const refused = await browser.json('POST', '/api/desk/me/prove', unverified)
    expect(await told(refused)).toEqual(NOT_PROVEN)
    const nobody = await new Browser().json('POST', '/api/desk/me/prove', unverified)
    expect(nobody.status).toBe(401)
  })

  // ASVS 7.5.1
  test('comes before a second passkey, and the second one signs in as well', async () => {
    const { device, browser } = await somebody()
    await old()
    const wanted = await browser.json('POST', '/api/desk/me/challenge', { for: 'add' })
    expect(await told(wanted)).toEqual([403, 'PROVE_AGAIN'])
    const options = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'prove' })
    const proof = { credential: await device.answer(options) }
    expect((await browser.json('POST', '/api/desk/me/prove', proof)).status).toBe(200)
    const second = new SoftAuthenticator()
    const asked = await optionsFrom(browser, '/api/desk/me/challenge', { for: 'add' })
    const made = { credential: await second.make(asked), key: '手机' }
    expect((await browser.json('POST', '/api/desk/me/passkeys', made)).status).toBe(201)
    expect((await signInWith(second)).answer.status).toBe(200)
    expect(await chainedActs()).toContain('add_passkey')
  })
})

describe('the first administrator', () => {
  const first = {
    token: env.ADMIN_BOOTSTRAP_TOKEN ?? '',
    name: '孟某',
    office: '管理员',
    unit: '县政府办',
  }
  const challenge = (given: unknown) =>
    new Browser().json('POST', '/api/staff/joining/challenge', { first: given })

  async function become(given = first) {
    const browser = new Browser()
    const device = new SoftAuthenticator()
    const options = await optionsFrom(browser, '/api/staff/joining/challenge', { first: given })
    const credential = await device.make(options)
    const body = { first: given, credential, key: '钥匙' }
    return { browser, device, answer: await browser.json('POST', '/api/staff/joining', body) }
  }

  // ASVS 6.3.2, 6.4.1
  test('comes in by the operator’s token once, and never again', async () => {
    const { answer, browser, device } = await become()
    expect(answer.status).toBe(201)
    expect((await browser.get('/desk/admin')).status).toBe(200)
    expect(await told(await challenge(first))).toEqual([410, 'LINK_USED'])
    expect((await signInWith(device)).answer.status).toBe(200)
    // Not even when that administrator’s passkey is gone.
    await env.DB.prepare('DELETE FROM passkeys').run()
    expect(await told(await challenge(first))).toEqual([410, 'LINK_USED'])
    expect(await chainedActs()).toContain('first_admin')
  })

  test('of two at once is one', async () => {
    const both = await Promise.all([become(), become()])
    expect(both.map(({ answer }) => answer.status).sort((a, b) => a - b)).toEqual([201, 410])
    const { results } = await env.DB.prepare("SELECT id FROM staff WHERE name = '孟某'").all()
    expect(results).toHaveLength(1)
  })

  test('does not come in by another token, or without a name', async () => {
    expect(await told(await challenge({ ...first, token: 'A'.repeat(43) }))).toEqual([
      410,
      'LINK_USED',
    ])
    expect(await told(await challenge({ ...first, token: '' }))).toEqual([410, 'LINK_USED'])
    expect(await told(await challenge({ ...first, name: '' }))).toEqual([422, 'EMPTY'])
    const nothing = await new Browser().json('POST', '/api/staff/joining/challenge', {})
    expect(await told(nothing)).toEqual([422, 'INVALID'])
  })
})
