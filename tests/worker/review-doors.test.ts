import { env, exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { openSession } from '../../worker/actions/sessions'
import type { Room } from '../../worker/contract/room'
import { newId } from '../../worker/http/ids'
import { correctAnswer } from '../../worker/store/corrections'
import { heldSessionBySlug } from '../../worker/store/session-reads'
import { moveSession } from '../../worker/store/sessions'
import {
  announced,
  Browser,
  freshSlug,
  HOUR,
  moderator,
  official,
  open,
  origin,
  signedIn,
} from './http-kit'
import { liveRoom, openRoom } from './room-kit'

const codeOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; field?: string } }).error

/** A question of an open session, on its list. */
async function listedQuestion(text = '老旧小区加装电梯的费用怎么分担？') {
  const opened = await open()
  const netizen = new Browser()
  const asked = await netizen.json('POST', `/api/sessions/${opened.slug}/questions`, { text })
  const { no, id } = (await asked.json()) as { no: number; id: string }
  const decide = (decision: object) =>
    opened.desk.json('POST', `/api/desk/sessions/${opened.slug}/decisions`, decision)
  const listed = await decide({ act: 'approve', nos: [no] })
  const { event } = (await listed.json()) as { event: number }
  return { ...opened, netizen, no, id, decide, event }
}

/** What the room has not carried by itself yet arrives in the record. */
async function arrives(id: string): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    const answer = await exports.default.fetch(new Request(`${origin}/api/questions/${id}`))
    if (answer.status === 200) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('it never arrived')
}

// ASVS 3.7.2
test('a form never sends its reader to another site, however its way back is written', async () => {
  const { netizen, slug, no } = await listedQuestion()
  for (const back of ['/x/..//evil.example', '/.//evil.example', '/a/b/../../..//evil.example/']) {
    const answer = await netizen.form(`/s/${slug}/vote`, { no: String(no), on: '1', back })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/s/${slug}`])
  }
})

test('a host that is none is a bad request, not a fault of ours', async () => {
  const hosts = ['a, b', '<script>"x', 'ev;il.com:x', 'a b', "x; script-src 'unsafe-inline'"]
  for (const host of hosts) {
    for (const path of ['/', '/feed.atom', '/api/sessions']) {
      const answer = await exports.default.fetch(new Request(origin + path, { headers: { host } }))
      expect([host, answer.status]).toEqual([host, 400])
      expect(await answer.text()).not.toContain(host)
    }
  }
  for (const host of ['portal.test', 'portal.test:8787', '127.0.0.1:80', '[::1]:80', 'a.b.']) {
    const answer = await exports.default.fetch(new Request(`${origin}/my`, { headers: { host } }))
    expect([host, answer.status]).toEqual([host, 200])
  }
})

test('a session of a unit that is not on the list is refused by its field', async () => {
  const desk = await signedIn(moderator)
  const given = {
    title: '测试场次',
    unit: '霞湾县',
    kind: 'town_hall',
    startsAt: Date.now() + HOUR,
    unitId: 'no-such-unit',
  }
  const drafted = await desk.json('POST', '/api/desk/sessions', { ...given, slug: freshSlug() })
  expect(drafted.status).toBe(422)
  expect(await codeOf(drafted)).toMatchObject({ code: 'INVALID', field: 'unitId' })
  const { slug } = await announced()
  const changed = await desk.json('PATCH', `/api/desk/sessions/${slug}`, { unitId: '' })
  expect(changed.status).toBe(422)
  expect(await codeOf(changed)).toMatchObject({ code: 'INVALID', field: 'unitId' })
})

test('an official cannot take a question off the stage by writing an answer to it', async () => {
  const { slug, no, decide } = await listedQuestion()
  await decide({ act: 'move', to: 'live' })
  expect((await decide({ act: 'stage', no })).status).toBe(200)
  const theirs = await signedIn(official)
  const answer = {
    act: 'answer',
    no,
    mode: 'written',
    speaker: official.name,
    office: official.office,
    unit: official.unit,
    text: '由我书面答复。',
    solved: 'yes',
  }
  const tried = await theirs.json('POST', `/api/desk/sessions/${slug}/decisions`, answer)
  expect([tried.status, (await codeOf(tried)).code]).toEqual([403, 'NOT_ALLOWED'])
  await decide({ act: 'unstage', no })
  const later = await theirs.json('POST', `/api/desk/sessions/${slug}/decisions`, answer)
  expect(later.status).toBe(200)
})

test('what was masked in a question does not come back through an earlier correction of its typing', async () => {
  const { no, id, decide } = await listedQuestion('住三号楼的王小明家漏水怎么半？')
  await decide({ act: 'edit', no, text: '住三号楼的王小明家漏水怎么办？', why: 'typo' })
  await decide({ act: 'edit', no, text: '住三号楼的某户家漏水怎么办？', why: 'mask' })
  await decide({ act: 'edit', no, text: '住三号楼的某户家里漏水怎么办？', why: 'typo' })
  await arrives(id)
  for (const path of [`/api/questions/${id}`, `/q/${id}`]) {
    const body = await (await exports.default.fetch(new Request(origin + path))).text()
    expect(body).not.toContain('王小明')
  }
})

test('words that were just taken down are not quoted by their corrections while the record lags', async () => {
  const { no, id, decide } = await listedQuestion('这是一段要撤下的话，对巴？')
  await decide({ act: 'edit', no, text: '这是一段要撤下的话，对吧？', why: 'typo' })
  await arrives(id)
  await decide({ act: 'take_down', no, reason: 'unlawful' })
  const answer = await exports.default.fetch(new Request(`${origin}/api/questions/${id}`))
  const body = await answer.text()
  expect(body).toContain('taken_down')
  expect(body).not.toContain('要撤下的话')
})

test('a question whose approval was undone is gone at once, also by its own address', async () => {
  const { id, event, decide } = await listedQuestion()
  await arrives(id)
  expect((await decide({ act: 'undo', event })).status).toBe(200)
  const answer = await exports.default.fetch(new Request(`${origin}/api/questions/${id}`))
  expect(answer.status).toBe(404)
})

test('a session called off while it is being opened stays called off', async () => {
  const { id, slug } = await announced()
  const opened: string[] = []
  const room = {
    open: () => {
      opened.push(slug)
      throw new Error('it was called off')
    },
  } as unknown as Pick<Room, 'open'>
  // Units are read after the session was, and before it is claimed.
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name) as unknown
      return (sql: string) => {
        const statement = target.prepare(sql)
        if (!sql.includes('from "units"')) return statement
        return {
          bind: (...values: unknown[]) => ({
            raw: async () => {
              await moveSession(env.DB, id, 'cancelled', Date.now())
              return statement.bind(...values).raw()
            },
          }),
        }
      }
    },
  })
  const deps = { db, newId, now: Date.now(), room, socketCap: undefined }
  await expect(openSession(deps, slug)).rejects.toMatchObject({ code: 'SESSION_MOVE' })
  expect(opened).toEqual([])
  expect(await heldSessionBySlug(env.DB, slug)).toMatchObject({
    authority: 'record',
    session: { state: 'cancelled' },
  })
})

test('whoever holds an archived session hears of a correction made after', async () => {
  const room = await liveRoom('路灯什么时候修？')
  const [no = 0] = room.nos
  const given = await room.decide({
    act: 'answer',
    no,
    mode: 'live',
    speaker: '吴经理',
    office: '总经理',
    unit: '县供水公司',
    text: '下周修好。',
    solved: 'yes',
  })
  expect(given.nos).toEqual([no])
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  const { answers } = (await room.onDesk(no)) as { answers: { id: string }[] }
  expect((await room.room.archive({ ...moderator }, room.now())).ok).toBe(true)
  const path = `${origin}/api/sessions/${room.slug}/snapshot`
  const first = await exports.default.fetch(new Request(path))
  const etag = first.headers.get('etag') ?? ''
  await first.text()
  await correctAnswer(env.DB, answers[0]?.id ?? '', '本周修好。', '说早了', 'm1', Date.now())
  await new Promise((done) => setTimeout(done, 1_100))
  const second = await exports.default.fetch(
    new Request(path, { headers: { 'if-none-match': etag } }),
  )
  expect(second.status).toBe(200)
  expect(await second.text()).toContain('本周修好。')
  const same = { 'if-none-match': second.headers.get('etag') ?? '' }
  expect((await exports.default.fetch(new Request(path, { headers: same }))).status).toBe(304)
})

test('a name nobody gave makes no room', async () => {
  const before = (await openRoom()).slug
  const slug = freshSlug()
  const netizen = new Browser()
  const vote = `/api/sessions/${slug}/questions/1/vote`
  expect((await netizen.json('PUT', vote, { on: true })).status).toBe(404)
  expect((await netizen.get(`/api/sessions/${slug}/mine`)).status).toBe(404)
  const upgrade = { upgrade: 'websocket', 'sec-fetch-site': 'same-origin' }
  expect((await netizen.get(`/api/sessions/${slug}/live`, upgrade)).status).toBe(404)
  const { listDurableObjectIds } = await import('cloudflare:test')
  const made = (await listDurableObjectIds(env.ROOM)).map(String)
  expect(made).not.toContain(String(env.ROOM.idFromName(slug)))
  expect(made).toContain(String(env.ROOM.idFromName(before)))
})

test('an official reads neither what was taken back or down, nor which questions came from one device', async () => {
  const { slug, no, id, netizen, decide } = await listedQuestion()
  const ask = async (text: string) => {
    const asked = await netizen.json('POST', `/api/sessions/${slug}/questions`, { text })
    return (await asked.json()) as { no: number; id: string }
  }
  const back = await ask('这个问题我不想问了，可以吗？')
  expect((await netizen.json('POST', `/api/my/${back.id}/withdraw`, {})).status).toBe(200)
  const down = await ask('这个问题后来被撤下，为什么？')
  await decide({ act: 'approve', nos: [down.no] })
  await decide({ act: 'take_down', no: down.no, reason: 'unlawful' })
  const theirs = await signedIn(official)
  const text = await (await theirs.get(`/api/desk/sessions/${slug}`)).text()
  const { questions } = JSON.parse(text) as { questions: { no: number; id: string }[] }
  expect(questions).toMatchObject([{ no, id }])
  for (const word of ['不想问了', '后来被撤下', 'sameAsker']) expect(text).not.toContain(word)
})
