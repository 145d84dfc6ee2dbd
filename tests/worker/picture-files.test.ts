import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Room } from '../../worker/contract/room'
import type { Chapter, PublicStream } from '../../worker/contract/stream'
import type { QuestionInRecord } from '../../worker/contract/record'
import type { Snapshot } from '../../worker/contract/views'
import type { CutRecord, StagingRecord } from '../../worker/domain/stream-records'
import type { QuestionRecord } from '../../worker/domain/records'
import { newId } from '../../worker/http/ids'
import { carry, emptyLoad } from '../../worker/store/carry'
import { announced, ask, Browser, decide, open } from './http-kit'
import { aQuestion, anAnswer, aSession, NOON } from './store-rows'

/** What players, question pages and search engines read about a session's picture. */

const json = async <T>(path: string) => (await (await new Browser().get(path)).json()) as T
const text = async (path: string) => (await new Browser().get(path)).text()

const staging = (id: string, questionNo: number, at: number, off: number): StagingRecord => ({
  id,
  sessionId: 's1',
  questionNo,
  speaker: '王某',
  office: '副县长',
  at: NOON + at * 1000,
  off: NOON + off * 1000,
  nudge: 0,
  version: 1,
})

const pictureCut = (more: Partial<CutRecord> = {}): CutRecord => ({
  id: 'cut1',
  sessionId: 's1',
  kind: 'picture',
  at: NOON,
  fromAt: NOON,
  until: null,
  reason: 'legal',
  note: '法院要求',
  keepOut: true,
  actorId: 'm1',
  actor: '许某',
  version: 1,
  ...more,
})

const second = newId()

/** An archived session with a film of 100 s, one gap in it, and two questions answered. */
async function recorded({
  questions = [
    aQuestion(1, { state: 'answered', stagedAt: NOON + 10_000, settledAt: NOON + 50_000 }),
    aQuestion(2, {
      id: second,
      state: 'answered',
      stagedAt: NOON + 90_000,
      settledAt: NOON + 110_000,
    }),
  ],
  cuts = [],
  expired = false,
}: { questions?: QuestionRecord[]; cuts?: CutRecord[]; expired?: boolean } = {}) {
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived', archivedAt: NOON + 900_000, authority: 'record' }),
    questions,
    answers: [anAnswer(1), anAnswer(2)],
    stagings: [staging('st1', 1, 10, 50), staging('st2', 2, 90, 110)],
    cuts,
  })
  const spans = [
    { at: NOON, media: 0, dur: 60 },
    { at: NOON + 85_000, media: 60, dur: 40 },
  ]
  await env.DB.prepare(
    'INSERT INTO streams (session_id, kind, state, type, media_key, poster_key, started_at, ended_at, take, spans, ' +
      'expired_at, expired_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)',
  )
    .bind(
      's1',
      'worker',
      'archived',
      'hls',
      'archive/evening/index.m3u8',
      'poster/evening.jpg',
      NOON,
      NOON + 125_000,
      JSON.stringify(spans),
      expired ? NOON + 1_000_000 : null,
      expired ? 'ab'.repeat(32) : null,
    )
    .run()
}

interface Chapters {
  chapters: Chapter[]
  ended: boolean
}

describe('while a room holds the session', () => {
  async function onStage() {
    const { slug, desk } = await open()
    const asked = await ask(new Browser(), slug, '路灯什么时候修好？')
    await decide(desk, slug, { act: 'approve', nos: [asked.no] })
    await decide(desk, slug, { act: 'move', to: 'live' })
    const room = env.ROOM.getByName(slug) as unknown as Room
    const told = {
      version: 1_000,
      kind: 'worker' as const,
      state: 'live' as const,
      src: `/live/${slug}/index.m3u8`,
      type: 'hls' as const,
      poster: null,
      startedAt: Date.now(),
      endedAt: null,
      take: 0,
    }
    heard(await room.streamChanged(told, Date.now()))
    await decide(desk, slug, { act: 'stage', no: asked.no })
    return { slug, desk, ...asked }
  }

  test('the state of the picture is told for a second, and loses its address the moment it is cut', async () => {
    const { slug, desk } = await onStage()
    const path = `/live/${slug}/state.json`
    const before = await new Browser().get(path)
    expect(before.headers.get('cache-control')).toBe('public, max-age=1')
    expect(await before.json()).toMatchObject({ state: 'live', src: `/live/${slug}/index.m3u8` })
    await decide(desk, slug, { act: 'cut', kind: 'picture', reason: 'disturbance', keepOut: true })
    const cut = await json<PublicStream>(path)
    expect(cut).toMatchObject({ cut: { reason: 'disturbance' } })
    expect(cut).not.toHaveProperty('src')
    // Whoever only polls the snapshot hears the same.
    const { stream } = await json<Snapshot>(`/api/sessions/${slug}/snapshot`)
    expect(stream).toEqual(cut)
    await decide(desk, slug, { act: 'resume', kind: 'picture' })
    expect(await json<PublicStream>(path)).toHaveProperty('src')
  })

  test('what is on stage is a chapter that has no end yet', async () => {
    const { slug, id, no } = await onStage()
    const answer = await new Browser().get(`/live/${slug}/chapters.json`)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=2')
    const { chapters, ended } = (await answer.json()) as Chapters
    expect(ended).toBe(false)
    expect(chapters).toMatchObject([{ no, question: id, title: '路灯什么时候修好？', off: null }])
  })

  test('a session without a picture says so; one that nobody may know of is not there', async () => {
    const { slug } = await announced()
    expect(await json(`/live/${slug}/state.json`)).toBeNull()
    expect(await json(`/live/${slug}/chapters.json`)).toMatchObject({ chapters: [], spans: [] })
    for (const name of ['state.json', 'chapters.json', 'chapters.vtt']) {
      expect((await new Browser().get(`/live/nowhere/${name}`)).status).toBe(404)
      expect((await new Browser().get(`/live/..%2f/${name}`)).status).toBe(404)
    }
  })
})

describe('of an archived session', () => {
  test('the record tells the picture, and each chapter by the clock of the film', async () => {
    await recorded()
    expect(await json('/live/evening/state.json')).toEqual({
      kind: 'worker',
      state: 'archived',
      src: '/live/evening/index.m3u8',
      type: 'hls',
      poster: '/live/evening/poster?v=evening.jpg',
      startedAt: NOON,
      endedAt: NOON + 125_000,
      take: 1,
    })
    const answer = await new Browser().get('/live/evening/chapters.json')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
    const { chapters, ended } = (await answer.json()) as Chapters
    expect(ended).toBe(true)
    expect(chapters.map(({ no, from, to }) => [no, from, to])).toEqual([
      [1, 10, 50],
      [2, 65, 85],
    ])
    const track = await new Browser().get('/live/evening/chapters.vtt')
    expect(track.headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    expect(await track.text()).toContain('00:01:05.000 --> 00:01:25.000\n2 第2路公交')
  })

  test('the page of a question leads to the second it is answered in, and tells the time of day', async () => {
    await recorded()
    const page = await text(`/q/${second}`)
    expect(page).toContain('href="/s/evening?t=63"')
    expect(page).toContain('看这段回答 · 12:01')
    const { moments } = await json<QuestionInRecord>(`/api/questions/${second}`)
    expect(moments).toEqual([{ from: 65, to: 85, at: NOON + 90_000, url: '/s/evening?t=63' }])
  })

  test('search engines read the film and every answer as a clip', async () => {
    await recorded()
    const page = await text('/s/evening')
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)?.[1] ?? ''
    const facts = JSON.parse(data) as { '@type': string }[]
    expect(facts.find((one) => one['@type'] === 'VideoObject')).toMatchObject({
      name: '第三期网友面对面',
      duration: 'PT1M40S',
      uploadDate: new Date(NOON).toISOString(),
      contentUrl: 'http://portal.test/live/evening/index.m3u8',
      embedUrl: 'http://portal.test/s/evening',
      thumbnailUrl: 'http://portal.test/live/evening/poster?v=evening.jpg',
      hasPart: [
        { startOffset: 8, endOffset: 50, url: 'http://portal.test/s/evening?t=8' },
        { startOffset: 63, endOffset: 85 },
      ],
    })
  })

  test('a title that looks like markup stays words, on the page and in the track', async () => {
    const text1 = '为什么</script><b>路灯 --> 不亮？'
    await recorded({ questions: [aQuestion(1, { state: 'answered', text: text1 })] })
    expect(await text('/s/evening')).not.toContain('</script><b>')
    expect(await text('/live/evening/chapters.vtt')).toContain(
      '&lt;/script&gt;&lt;b&gt;路灯 --&gt;',
    )
  })

  test('a question taken down keeps its time and none of its words', async () => {
    const gone = aQuestion(1, {
      text: '金丝雀路的路灯',
      state: 'taken_down',
      reason: 'personal_data',
      stagedAt: NOON + 10_000,
    })
    await recorded({ questions: [gone, aQuestion(2, { state: 'answered' })] })
    for (const path of [
      '/live/evening/chapters.json',
      '/live/evening/chapters.vtt',
      '/s/evening',
      '/q/q1',
    ]) {
      expect(await text(path)).not.toContain('金丝雀')
    }
    expect(await text('/live/evening/chapters.vtt')).toContain('1 （已撤下）')
    // What nobody may know of at all is no chapter either.
    await recordedSecret()
    expect(await text('/live/other/chapters.json')).not.toContain('st9')
  })

  test('a recording that was cut off the page has no address anywhere, and its reason', async () => {
    await recorded({ cuts: [pictureCut()] })
    for (const path of [
      '/live/evening/state.json',
      '/api/sessions/evening/snapshot',
      '/s/evening',
    ]) {
      const told = await text(path)
      expect(told).not.toContain('/live/evening/index.m3u8')
      expect(told).not.toContain('/live/evening/poster')
      expect(told).not.toContain('法院要求')
    }
    expect(await json('/live/evening/state.json')).toMatchObject({ cut: { reason: 'legal' } })
    expect(await text('/s/evening')).not.toContain('VideoObject')
  })

  test('one that has expired says when, with the digest of what there was', async () => {
    await recorded({ expired: true })
    const stream = await json<PublicStream>('/live/evening/state.json')
    expect(stream).toMatchObject({ expired: { at: NOON + 1_000_000, digest: 'ab'.repeat(32) } })
    expect(stream).not.toHaveProperty('src')
    expect(await text(`/q/${second}`)).not.toContain('?t=')
  })
})

/** Another archived session, whose question was never listed. */
async function recordedSecret() {
  const question = aQuestion(9, { id: 'q9', sessionId: 's9', listedAt: null, state: 'rejected' })
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ id: 's9', slug: 'other', state: 'archived', authority: 'record' }),
    questions: [question],
    stagings: [{ ...staging('st9', 9, 10, 50), sessionId: 's9' }],
  })
}
