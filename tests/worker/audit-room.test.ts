import { env } from 'cloudflare:workers'
import { runInDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { compareRecord, verifyChain } from '../../scripts/verify-audit.mjs'
import type { AuditPage } from '../../worker/contract/audit'
import { heard } from '../../worker/contract/refusals'
import { exportChain, exportRecord } from '../../worker/http/audit-export'
import { portalHead } from '../../worker/http/audit'
import { forgetAuthority } from '../../worker/http/whereabouts'
import { forgetSalts } from '../../worker/store/audit'
import { answering, chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

const read = (stream: ReadableStream) => new Response(stream).text()
const key = async () => (await portalHead(env, Date.now())).key

/** The record has heard of the session, and what was heard before is asked again. */
async function known(slug: string) {
  await runDurableObjectAlarm(env.ROOM.getByName(slug))
  forgetAuthority(slug)
}

/** The chain as anybody downloads it, checked by the verifier that knows nothing of the portal. */
async function exported(slug: string | null) {
  if (slug) await known(slug)
  const text = await read(await exportChain(env, slug, Date.now()))
  return { text, found: verifyChain(text, await key()) }
}

async function chainOf(slug: string | null) {
  const { found } = await exported(slug)
  if (!found.ok) throw new Error(`entry ${found.fault.at}: ${found.fault.why}`)
  return found.chain
}

async function recordOf(slug: string): Promise<AuditPage> {
  await known(slug)
  return JSON.parse(await read(await exportRecord(env, slug, Date.now()))) as AuditPage
}

const faults = async (slug: string) =>
  compareRecord(await chainOf(slug), await chainOf(null), await recordOf(slug))

const acts = async (room: TestRoom) => (await chainOf(room.slug)).entries.map(({ act }) => act)

/** A session with everything in it that can be compared. */
async function evening() {
  const room = await liveRoom(
    '路灯什么时候修好',
    '公交能不能多一班',
    '自来水为什么发黄',
    '操场几点开放',
  )
  const [first = 0, second = 0, third = 0, fourth = 0] = room.nos
  await room.vote(first, 1)
  await room.vote(second, 2)
  await room.decide({ act: 'stage', no: first })
  await room.decide(answering(first, { followUp: ['unit-water'] }))
  await room.decide({ act: 'hand_off', nos: [second], units: ['unit-traffic'] })
  await room.decide({ act: 'merge', nos: [third], into: first })
  await room.decide({ act: 'take_down', no: fourth, reason: 'personal_data' })
  return { ...room, first, second, third, fourth }
}

async function archived() {
  const room = await evening()
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  await runDurableObjectAlarm(room.stub)
  heard(await room.room.archive(lin, room.now()))
  return room
}

describe('the chain of a room', () => {
  // ASVS 16.2.1
  test('begins with the opening and holds every act in its order, sealed and signed', async () => {
    const room = await evening()
    const fourTimes = Array.from({ length: 4 }, () => ['take_in', 'approve']).flat()
    expect(await acts(room)).toEqual([
      'open',
      ...fourTimes,
      'live',
      'stage',
      'answer',
      'hand_off',
      'merge',
      'take_down',
    ])
  })

  test('names all that was handed in together in one entry, and the votes not at all', async () => {
    const room = await openRoom()
    await Promise.all(
      ['路灯坏了好几天了', '公交车总是晚点', '水管漏水没人修'].map((text) => room.tryToAsk(text)),
    )
    const { entries } = await chainOf(room.slug)
    expect(entries.map(({ act }) => act)).toEqual(['open', 'take_in'])
    expect(entries[1]?.facts.taken).toHaveLength(3)
    expect(entries[1]?.on).toEqual([])
    expect(entries[1]?.actor).toBe('public')
  })

  test('counts the ballots with a digest when the session is summed up and closed', async () => {
    const room = await archived()
    const { entries } = await chainOf(room.slug)
    for (const act of ['wrapped', 'closed', 'archive']) {
      const tally = entries.find((entry) => entry.act === act)?.facts.tally
      expect(tally).toMatchObject({ ballots: 2, digest: /^[0-9a-f]{64}$/ })
    }
    const seal = await env.DB.prepare('SELECT digest FROM seals').first<{ digest: string }>()
    expect(entries.at(-1)?.facts.tally.digest).toBe(seal?.digest)
  })

  test('holds what a netizen takes back, what staff enter, and what was tried in vain', async () => {
    const room = await openRoom()
    const no = await room.ask('路灯什么时候修好', 'somebody')
    const id = String((await room.rows('questions'))[0]?.['id'])
    heard(await room.room.withdraw({ asker: 'somebody', id }, room.now()))
    refusal(await room.tryTo({ act: 'approve', nos: [no] }))
    const { entries } = await chainOf(room.slug)
    expect(entries.map(({ act, role }) => `${act} ${role}`)).toEqual([
      'open system',
      'take_in public',
      'withdraw public',
      'refused moderator',
    ])
    expect(entries[2]?.on[0]).toMatchObject({
      before: { state: 'submitted' },
      after: { state: 'withdrawn' },
    })
    expect(entries[3]?.facts).toMatchObject({ attempted: 'approve', code: 'CONFLICT' })
    expect(entries[3]?.facts.about).toEqual([entries[2]?.on[0]?.id])
  })

  // ASVS 16.2.5
  test('holds nothing that somebody wrote, and nobody’s name', async () => {
    const room = await evening()
    await room.ask('我叫王小明电话13800138000')
    await room.decide({ act: 'reopen', no: room.first, why: '答复有误，需要重新核实' })
    const { text } = await exported(room.slug)
    for (const word of [
      '路灯',
      '王小明',
      '1380013',
      '检修',
      '核实',
      lin.name,
      lin.id,
      'asker-',
      'hash-',
    ]) {
      expect(text).not.toContain(word)
    }
  })

  test('goes on after the room slept', async () => {
    const room = await openRoom()
    const no = await room.ask('路灯什么时候修好')
    await room.wake()
    await room.decide({ act: 'approve', nos: [no] })
    await room.wake()
    expect(await acts(room)).toEqual(['open', 'take_in', 'approve'])
    expect(await faults(room.slug)).toEqual([])
  })

  test('of a room laid before there were chains begins where it is', async () => {
    const room = await openRoom()
    const no = await room.listed('路灯什么时候修好')
    await runInDurableObject(room.stub, (_, { storage }) => storage.sql.exec('DROP TABLE chain'))
    await room.wake()
    await room.decide({ act: 'take_down', no, reason: 'personal_data' })
    const { entries } = await chainOf(room.slug)
    expect(entries.map(({ act }) => act)).toEqual(['begin', 'take_down'])
    expect(entries[0]?.facts).toMatchObject({ questions: 1, comments: 0 })
  })
})

describe('two moderators on one question', () => {
  // ASVS 2.3.4
  test('200 times: one wins each time, and both attempts are in the chain', async () => {
    const room = await openRoom()
    const reasons = ['unclear', 'off_topic'] as const
    let won = 0
    for (let round = 0; round < 200; round += 1) {
      const no = await room.ask(`第 ${round} 个关于供水的问题`, `asker-${round}`)
      const both = await Promise.all([
        room.tryTo({ act: 'approve', nos: [no] }, round % 2 ? lin : chen),
        room.tryTo(
          { act: 'reject', nos: [no], reason: reasons[round % 2] ?? 'off_topic' },
          round % 2 ? chen : lin,
        ),
      ])
      won += both.filter(({ ok }) => ok).length
      expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    }
    expect(won).toBe(200)
    const { entries } = await chainOf(room.slug)
    const taken = entries.filter(({ act }) => act === 'approve' || act === 'reject')
    const refused = entries.filter(({ act }) => act === 'refused')
    expect([taken.length, refused.length]).toEqual([200, 200])
    for (const [i, { on, actor }] of taken.entries()) {
      expect(refused[i]?.facts).toMatchObject({ code: 'CONFLICT', about: [on[0]?.id] })
      expect(refused[i]?.actor).not.toBe(actor)
    }
  }, 60_000)
})

describe('the public record beside the chain', () => {
  test('is what was chained, while the session is open and after it is archived', async () => {
    const room = await evening()
    expect(await faults(room.slug)).toEqual([])
    const old = await archived()
    expect(await faults(old.slug)).toEqual([])
    expect((await recordOf(old.slug)).questions).toHaveLength(4)
  })

  test('archived, the chain is in the object store as well, byte for byte', async () => {
    const { slug } = await archived()
    const kept = await env.FILES.get(`audit/chains/room/${slug}.jsonl`)
    const { text } = await exported(slug)
    expect(text.startsWith((await kept?.text()) ?? 'nothing')).toBe(true)
  })

  test('the portal took in its head, and never takes one that goes back', async () => {
    const { slug } = await archived()
    const room = await chainOf(slug)
    const portal = await chainOf(null)
    const head = { chain: `room:${slug}`, seq: room.entries.length, hash: room.hashes.at(-1) }
    expect(portal.entries.filter(({ act }) => act === 'room_head').at(-1)?.facts).toEqual(head)
    const notary = env.NOTARY.getByName('portal') as unknown as {
      takeHead(head: unknown, now: number): Promise<{ ok: boolean }>
    }
    expect(await notary.takeHead({ ...head, seq: 3 }, Date.now())).toMatchObject({ ok: false })
    expect((await chainOf(null)).entries.at(-1)).toMatchObject({ act: 'head_refused' })
  })

  test('words that their author erases take their salt with them, in the room', async () => {
    const room = await openRoom()
    const no = await room.ask('我家住在西门里，楼上漏水')
    const salts = () =>
      runInDurableObject(room.stub, (_, { storage }) =>
        storage.sql.exec(`SELECT salts FROM chain WHERE salts LIKE '%"question:${no}"%'`).toArray(),
      )
    expect(await salts()).toHaveLength(1)
    const receiptHash = `hash-q${room.slug.slice(2)}1`
    heard(await room.room.eraseOwn(receiptHash, room.now()))
    expect(await salts()).toEqual([])
    expect(await acts(room)).toEqual(['open', 'take_in', 'erase'])
  })

  test('erased words leave the chain whole, and nothing that could be guessed', async () => {
    const { slug, first } = await archived()
    const chain = `room:${slug}`
    await env.DB.batch([
      env.DB.prepare("UPDATE questions SET text = '' WHERE no = ?1 AND session_id = ?2").bind(
        first,
        `id-${slug}`,
      ),
      forgetSalts(env.DB, chain, [`question:${first}`]),
    ])
    await chainOf(slug)
    const record = await recordOf(slug)
    const held = record.questions.find((one) => one.question.no === first)
    expect(held?.open).toEqual({ object: null, words: null })
  })
})

// ASVS 16.4.2
describe('somebody with the database in their hands', () => {
  const sql = (room: TestRoom, text: string) =>
    runInDurableObject(room.stub, (_, { storage }) => void storage.sql.exec(text))

  test('who changes an entry in the room is told by its number', async () => {
    const room = await evening()
    await sql(
      room,
      `UPDATE chain SET entry = replace(entry, '"approve"', '"reject"') WHERE seq = 5`,
    )
    const { found } = await exported(room.slug)
    expect(found).toMatchObject({ ok: false, fault: { at: 5 } })
  })

  test('who takes an entry out, or the last ones away, is told as well', async () => {
    const room = await evening()
    await sql(room, 'DELETE FROM chain WHERE seq = 7')
    expect((await exported(room.slug)).found).toMatchObject({ ok: false, fault: { at: 7 } })
  })

  test('who changes a question in the room past the desk is named by the entry it no longer fits', async () => {
    const room = await evening()
    await sql(room, `UPDATE questions SET text = '路灯早就修好了' WHERE no = ${room.second}`)
    await room.wake()
    const found = await faults(room.slug)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ at: 13, why: /question 2: its words/ })
  })

  test('who changes it and then decides on it is found by what the decision says was before', async () => {
    const room = await evening()
    await sql(room, `UPDATE questions SET text = '路灯早就修好了' WHERE no = ${room.second}`)
    await room.wake()
    await room.decide({ act: 'note', no: room.second, note: '' })
    expect((await faults(room.slug))[0]).toMatchObject({ at: 16, why: /altered past the chain/ })
  })

  test.each([
    ['an answer', "UPDATE answers SET text = '已经办好'", /answer .*: its words/],
    ['a date due', 'UPDATE cases SET due_at = due_at + 86400000', /case .*: dueAt/],
    [
      'a disposition',
      "UPDATE questions SET state = 'answered' WHERE state = 'handed_off'",
      /question 2: state/,
    ],
    [
      'an answer away',
      'UPDATE answers SET withdrawn = 1',
      /answer of entry 12 is not in the public record/,
    ],
  ])('who changes %s in D1 is found by the comparison', async (_, change, why) => {
    const { slug } = await archived()
    await env.DB.prepare(change).run()
    const found = await faults(slug)
    expect(found.length).toBeGreaterThan(0)
    expect(found.some((fault) => fault.at !== null && why.test(fault.why))).toBe(true)
  })

  test('who changes an entry in D1 is told by its number; who only reads the entries misses it', async () => {
    const { slug } = await archived()
    await env.DB.prepare(
      `UPDATE audit_entries SET entry = replace(entry, '"answer"', '"reject"') WHERE seq = 12`,
    ).run()
    const { text, found } = await exported(slug)
    expect(found).toMatchObject({ ok: false, fault: { at: 12 } })
    // The control: no seal looked at.
    const entries = text
      .split('\n')
      .slice(0, -2)
      .map((line) => JSON.parse(line).entry)
    expect(entries.every((entry, i) => entry.seq === i + 1)).toBe(true)
  })
})
