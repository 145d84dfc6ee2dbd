import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  acceptInvite,
  createInvite,
  listInvites,
  openInvite,
  revokeInvite,
} from '../../worker/actions/identity/invites'
import { newId, randomText } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { keepPasskey, passkeysOf } from '../../worker/store/passkeys'
import { disableStaff, ensureStaff, findStaff } from '../../worker/store/staff'
import { moderator } from './http-kit'
import { NOON } from './store-rows'

const DAY = 24 * 3_600_000
const admin = {
  id: 'a1',
  name: '何管理',
  office: '管理员',
  unit: '县政府办',
  role: 'admin',
} as const
const deps = (now = NOON) => ({
  db: env.DB,
  newId,
  newToken: () => randomText(32),
  digest: sha256Text,
  now,
})
const wu = { name: '吴主持', office: '主持人', unit: '县委宣传部', role: 'moderator' } as const

const accept = (staffId: string, token: string, now: number) => {
  const [hash, id] = [sha256Text(token), newId()]
  const key = {
    id,
    credentialId: `credential ${id}`,
    staffId,
    publicKey: 'x',
    counter: 0,
    name: '电脑',
  }
  const kept = { ...key, transports: [], backedUp: false, addedAt: now }
  return acceptInvite(env.DB, hash, now, keepPasskey(env.DB, kept, hash))
}

beforeEach(() => ensureStaff(env.DB, admin))

describe('an invitation', () => {
  // ASVS 6.3.3, 6.4.1
  test('lets somebody new in with their first passkey, once', async () => {
    const { token, staffId } = await createInvite(deps(), wu, admin)
    expect(await findStaff(env.DB, staffId)).toBeNull()
    expect(await openInvite(env.DB, sha256Text(token), NOON)).toMatchObject({
      ...wu,
      invitedByName: admin.name,
    })
    expect(await accept(staffId, token, NOON + 1)).toBe(staffId)
    expect(await findStaff(env.DB, staffId)).toEqual({ id: staffId, ...wu })
    expect(await accept(staffId, token, NOON + 2)).toBeNull()
    expect(await passkeysOf(env.DB, staffId)).toHaveLength(1)
    expect(JSON.stringify(await env.DB.prepare('SELECT * FROM invites').all())).not.toContain(token)
  })

  // ASVS 6.5.1
  test('of twenty who use it at the same moment lets one in, with one passkey', async () => {
    const { token, staffId } = await createInvite(deps(), wu, admin)
    const all = Array.from({ length: 20 }, () => accept(staffId, token, NOON))
    expect((await Promise.all(all)).filter(Boolean)).toEqual([staffId])
    expect(await passkeysOf(env.DB, staffId)).toHaveLength(1)
  })

  // ASVS 6.4.1
  test('is good for seven days; for an administrator, and to come in again, for one', async () => {
    const { id, ...known } = moderator
    await ensureStaff(env.DB, { id, ...known })
    expect((await createInvite(deps(), wu, admin)).endsAt).toBe(NOON + 7 * DAY)
    expect((await createInvite(deps(), { ...wu, role: 'admin' }, admin)).endsAt).toBe(NOON + DAY)
    const again = await createInvite(deps(), { staffId: id }, admin)
    expect([again.endsAt, again.staffId]).toEqual([NOON + DAY, id])
    expect(await openInvite(env.DB, sha256Text(again.token), NOON + DAY)).toBeNull()
    expect(await accept(id, again.token, NOON + DAY)).toBeNull()
    expect(await passkeysOf(env.DB, id)).toEqual([])
  })

  test('that was taken back opens nothing, and a used one cannot be taken back', async () => {
    const { token, id, staffId } = await createInvite(deps(), wu, admin)
    expect(await revokeInvite(env.DB, id, NOON)).toBe(true)
    expect(await accept(staffId, token, NOON)).toBeNull()
    const second = await createInvite(deps(), wu, admin)
    await accept(second.staffId, second.token, NOON)
    expect(await revokeInvite(env.DB, second.id, NOON)).toBe(false)
    expect((await listInvites(env.DB)).map(({ usedAt, revokedAt }) => [usedAt, revokedAt])).toEqual(
      expect.arrayContaining([
        [NOON, null],
        [null, NOON],
      ]),
    )
  })

  test('for the same person makes the one before useless', async () => {
    await ensureStaff(env.DB, moderator)
    const first = await createInvite(deps(), { staffId: moderator.id }, admin)
    await createInvite(deps(), { staffId: moderator.id }, admin)
    expect(await accept(moderator.id, first.token, NOON)).toBeNull()
  })

  // ASVS 6.4.4
  test('to come in again is not one’s own to make, nor does it open a disabled account', async () => {
    const own = createInvite(deps(), { staffId: admin.id }, admin)
    await expect(own).rejects.toMatchObject({ code: 'SECOND_PERSON' })
    const nobody = createInvite(deps(), { staffId: 'nobody' }, admin)
    await expect(nobody).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await ensureStaff(env.DB, moderator)
    const { token } = await createInvite(deps(), { staffId: moderator.id }, admin)
    await disableStaff(env.DB, moderator.id, true)
    expect(await openInvite(env.DB, sha256Text(token), NOON)).toBeNull()
    expect(await accept(moderator.id, token, NOON)).toBeNull()
  })

  test('needs a name, and one of sensible length', async () => {
    const nameless = createInvite(deps(), { ...wu, name: ' ' }, admin)
    await expect(nameless).rejects.toMatchObject({ code: 'EMPTY' })
    const long = createInvite(deps(), { ...wu, office: '长'.repeat(200) }, admin)
    await expect(long).rejects.toMatchObject({ code: 'TOO_LONG' })
  })
})
