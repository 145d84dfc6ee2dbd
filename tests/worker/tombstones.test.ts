import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../worker/contract/views'
import { ask, Browser, decide, open } from './http-kit'

const TEXT = '金丝雀路上的路灯什么时候修好？'

/** A question that was answered in public and then taken down, and a comment likewise. */
async function takenDown() {
  const { slug, desk, api } = await open()
  const { id, no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'written',
    speaker: '陈主持',
    office: '主持人',
    unit: '县住建局',
    text: '金丝雀路本周修好。',
    solved: 'yes',
  })
  await new Browser().json('POST', `${api}/comments`, { text: '金丝雀路太黑了' })
  await decide(desk, slug, { act: 'approve_comment', nos: [1] })
  await decide(desk, slug, { act: 'take_down', no, reason: 'rights_of_others' })
  await decide(desk, slug, { act: 'take_down_comment', no: 1, reason: 'personal_data' })
  await runDurableObjectAlarm(env.ROOM.getByName(slug))
  return { slug, desk, api, id, no }
}

/** Every place where what was taken down leaves its date and its reason. */
async function places({ slug, api, id }: { slug: string; api: string; id: string }) {
  const read = async (path: string) => (await new Browser().get(path)).text()
  return {
    page: await read(`/q/${id}`),
    list: await read(`/s/${slug}?show=takenDown`),
    table: await read(`${api}/questions.csv`),
    comments: await read(`/s/${slug}?tab=comments`),
    feed: await read('/feed.atom'),
    record: await read(`/api/audit/record?room=${slug}`),
    snapshot: await read(`${api}/snapshot`),
  }
}

test('what was taken down leaves a dated stub with its reason on the page, in the list, the table, the feed and the record', async () => {
  const session = await takenDown()
  for (const where of ['room', 'record'] as const) {
    if (where === 'record') {
      for (const to of ['live', 'wrapped', 'closed']) {
        await decide(session.desk, session.slug, { act: 'move', to })
      }
      const path = `/api/desk/sessions/${session.slug}/archive`
      await session.desk.json('POST', path, {})
    }
    const told = await places(session)
    for (const text of Object.values(told)) expect(text).not.toContain('金丝雀')
    for (const place of ['page', 'list', 'table'] as const) {
      expect([where, place, told[place]]).toEqual([
        where,
        place,
        expect.stringMatching(/已于[^。]*日[^。]*撤下，原因：[^。]*他人/),
      ])
    }
    expect(told.comments).toMatch(/这条留言已撤下。[^<]*个人信息/)
    expect(told.feed).toContain(`ref="http://portal.test/q/${session.id}#a-`)
    expect(told.feed).toMatch(/deleted-entry [^>]*when="\d{4}-/)
    expect(told.record).toContain('"reason":"rights_of_others"')
    const { questions } = JSON.parse(told.snapshot) as Snapshot
    expect(questions[0]).toMatchObject({ text: '', answers: [], reason: 'rights_of_others' })
  }
}, 30_000)
