import { env } from 'cloudflare:workers'
import { createInvite } from '../../worker/actions/identity/invites'
import { newId, randomText } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { notaryOf } from '../../worker/http/audit'
import { Browser } from './http-kit'
import { SoftAuthenticator, type Faults } from './soft-authenticator'

/** People with passkeys, as the tests of staff identity need them. */

export const admin = {
  id: 'a1',
  name: '何管理',
  office: '管理员',
  unit: '县政府办',
  role: 'admin',
} as const
export const wu = {
  name: '吴主持',
  office: '主持人',
  unit: '县委宣传部',
  role: 'moderator',
} as const

export type Options = { challenge: string }

export async function optionsFrom(
  browser: Browser,
  path: string,
  body: unknown = {},
): Promise<Options> {
  const answer = await browser.json('POST', path, body)
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  return answer.json<Options>()
}

export const invited = (given: Parameters<typeof createInvite>[1] = wu) =>
  createInvite(
    { db: env.DB, newId, newToken: () => randomText(32), digest: sha256Text, now: Date.now() },
    given,
    admin,
  )

/** Comes in by an invitation, with a new passkey. */
export async function comeIn(
  invite: string,
  { browser = new Browser(), device = new SoftAuthenticator(), faults = {} as Faults } = {},
) {
  const options = await optionsFrom(browser, '/api/staff/joining/challenge', { invite })
  const credential = await device.make(options, faults)
  const answer = await browser.json('POST', '/api/staff/joining', {
    invite,
    credential,
    key: '办公电脑',
  })
  return { browser, device, answer, credential, options }
}

/** Signs in with a passkey, perhaps with a fault. */
export async function signInWith(device: SoftAuthenticator, faults: Faults = {}) {
  const browser = new Browser()
  const options = await optionsFrom(browser, '/api/staff/sign-in/challenge')
  const credential = await device.answer(options, faults)
  const answer = await browser.json('POST', '/api/staff/sign-in', { credential })
  return { browser, answer, credential, options }
}

export async function chainedActs(): Promise<string[]> {
  const rows = await notaryOf(env).rows(1, 200)
  return rows.map(({ entry }) => (JSON.parse(entry) as { act: string }).act)
}
