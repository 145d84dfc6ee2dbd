import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { heldSessionBySlug, listForStaff } from '../../worker/store/session-reads'
import { sessionBySlug } from '../../worker/store/record'
import {
  addGuests,
  createSession,
  moveSession,
  setAuthority,
  updateSession,
  type SessionDraft,
} from '../../worker/store/sessions'
import { NOON } from './store-rows'

const draft: SessionDraft = {
  slug: 'spring',
  kind: 'town_hall',
  title: '春季网友面对面',
  topic: '教育',
  notice: '',
  unit: '霞湾县',
  place: '',
  series: { id: 'face', title: '与网友面对面' },
  edition: 1,
  startsAt: NOON,
  guests: [{ id: 'g1', name: '王某', office: '副县长', unit: '霞湾县' }],
}

test('staff create a session that nobody else sees until it is announced', async () => {
  const { session } = await createSession(env.DB, draft, 's1', NOON)
  expect(session).toMatchObject({ state: 'draft', series: '与网友面对面', guests: draft.guests })
  expect(await sessionBySlug(env.DB, 'spring')).toBeNull()
  expect((await heldSessionBySlug(env.DB, 'spring'))?.authority).toBe('record')
  expect((await listForStaff(env.DB, 10)).sessions).toHaveLength(1)
  await moveSession(env.DB, 's1', 'announced', NOON + 1)
  expect((await sessionBySlug(env.DB, 'spring'))?.session.state).toBe('announced')
})

test('an address that is taken stays with who has it', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  const again = createSession(env.DB, { ...draft, title: '别的' }, 's2', NOON)
  await expect(again).rejects.toMatchObject({ code: 'SLUG_TAKEN', facts: { field: 'slug' } })
  expect((await heldSessionBySlug(env.DB, 'spring'))?.session.title).toBe(draft.title)
})

test('what was filled in can be changed, but not once a room holds the session', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  const changed = await updateSession(env.DB, 's1', {
    title: '新标题',
    guests: [{ id: 'g2', name: '林某', office: '经理', unit: '县供水公司' }],
  })
  expect(changed.session).toMatchObject({ title: '新标题', topic: '教育' })
  expect(changed.session.guests.map((guest) => guest.id)).toEqual(['g2'])
  await setAuthority(env.DB, 's1', 'room', 'record')
  await expect(updateSession(env.DB, 's1', { title: '太晚' })).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  })
  await expect(updateSession(env.DB, 'nobody', {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the authority passes once, to whoever names where it lies', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  expect(await setAuthority(env.DB, 's1', 'room', 'record')).toBe(true)
  expect(await setAuthority(env.DB, 's1', 'room', 'record')).toBe(false)
  expect(await setAuthority(env.DB, 's1', 'record', 'room')).toBe(true)
})

test('a session moves only along its life, and only while the record holds it', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  await expect(moveSession(env.DB, 's1', 'archived', NOON)).rejects.toMatchObject({
    code: 'SESSION_MOVE',
  })
  await moveSession(env.DB, 's1', 'announced', NOON)
  await setAuthority(env.DB, 's1', 'room', 'record')
  await expect(moveSession(env.DB, 's1', 'cancelled', NOON)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  })
})

test('of two people who move a session at once, the second is told', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  await moveSession(env.DB, 's1', 'announced', NOON, 'draft')
  await expect(moveSession(env.DB, 's1', 'cancelled', NOON, 'draft')).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('a guest named twice stands there once, with the last office given', async () => {
  await createSession(env.DB, draft, 's1', NOON)
  await addGuests(env.DB, 's1', [{ id: 'g1', name: '王某', office: '县长', unit: '霞湾县' }])
  const held = await heldSessionBySlug(env.DB, 'spring')
  expect(held?.session.guests.map((guest) => guest.office)).toEqual(['县长'])
})
