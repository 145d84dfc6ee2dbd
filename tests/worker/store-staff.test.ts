import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { claimSetting, keepSetting, readSetting } from '../../worker/store/settings'
import {
  disableStaff,
  ensureStaff,
  findStaff,
  keepSignInLink,
  listStaff,
  useSignInLink,
} from '../../worker/store/staff'
import { NOON } from './store-rows'

const moderator = {
  id: 'm1',
  name: '许某',
  office: '主持人',
  unit: '霞湾县',
  role: 'moderator',
} as const

beforeEach(() => ensureStaff(env.DB, moderator))

test('somebody added twice is one person, with the last facts', async () => {
  await ensureStaff(env.DB, { ...moderator, office: '审核员' })
  expect(await listStaff(env.DB)).toEqual([{ ...moderator, office: '审核员' }])
})

test('a sign-in link lets its person in once, also when clicked twice at the same moment', async () => {
  await keepSignInLink(env.DB, 'hash', 'm1', NOON + 1_000)
  const clicks = await Promise.all([
    useSignInLink(env.DB, 'hash', NOON),
    useSignInLink(env.DB, 'hash', NOON),
  ])
  expect(clicks.filter(Boolean)).toEqual([moderator])
  expect(await useSignInLink(env.DB, 'hash', NOON)).toBeNull()
})

test('a link that has expired, or that nobody sent, lets nobody in', async () => {
  await keepSignInLink(env.DB, 'hash', 'm1', NOON)
  expect(await useSignInLink(env.DB, 'hash', NOON)).toBeNull()
  expect(await useSignInLink(env.DB, 'another', NOON)).toBeNull()
})

test('a used link kept again stays used', async () => {
  await keepSignInLink(env.DB, 'hash', 'm1', NOON + 1_000)
  await useSignInLink(env.DB, 'hash', NOON)
  await keepSignInLink(env.DB, 'hash', 'm1', NOON + 9_000)
  expect(await useSignInLink(env.DB, 'hash', NOON)).toBeNull()
})

test('a disabled account is found by nobody, and adding it again does not open it', async () => {
  await keepSignInLink(env.DB, 'hash', 'm1', NOON + 1_000)
  await disableStaff(env.DB, 'm1', true)
  await ensureStaff(env.DB, moderator)
  expect(await findStaff(env.DB, 'm1')).toBeNull()
  expect(await useSignInLink(env.DB, 'hash', NOON)).toBeNull()
})

test('a link for nobody is refused', async () => {
  await expect(keepSignInLink(env.DB, 'hash', 'nobody', NOON)).rejects.toThrow()
})

test('of two who claim a setting, one has it', async () => {
  const claims = await Promise.all([
    claimSetting(env.DB, 'demo', 'a'),
    claimSetting(env.DB, 'demo', 'b'),
  ])
  expect(claims.filter(Boolean)).toHaveLength(1)
  await keepSetting(env.DB, 'demo', 'c')
  expect(await readSetting(env.DB, 'demo')).toBe('c')
  expect(await readSetting(env.DB, 'other')).toBeNull()
})
