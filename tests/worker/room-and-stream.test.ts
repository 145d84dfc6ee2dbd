import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Actor, Room } from '../../worker/contract/room'
import type { Chapter, PublicStream } from '../../worker/contract/stream'
import type { QuestionInRecord } from '../../worker/contract/record'
import type { Snapshot } from '../../worker/contract/views'
import { wallAt } from '../../worker/domain/timeline'
import { SessionStream } from '../../worker/stream/session-stream'
import { ask, Browser, decide, moderator, signedIn } from './http-kit'
import { streaming, type TestStream } from './ingest-kit'
import { answering, lin } from './room-kit'

/** Room and stream together: what is pushed, staged, cut, resumed, wrapped and archived. */

const SECONDS = 1_000
/** On a busy machine. */
const soon = { timeout: 20_000 }
const PATIENCE = 60_000
const json = async <T>(path: string) => (await (await new Browser().get(path)).json()) as T

/** A session with an encoder, live, whose first twelve seconds are there. */
async function onAir() {
  const encoder = await streaming()
  const { slug } = encoder
  const desk = await signedIn(moderator)
  await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
  const asked = await ask(new Browser(), slug, '路灯什么时候修好？')
  await decide(desk, slug, { act: 'approve', nos: [asked.no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const base = Date.now() - 4 * SECONDS
  const push = (n: number) => encoder.push(n, { at: base + n * 2 * SECONDS })
  // The stream hears of it a moment later; what was pushed before is for the desk alone.
  await expect.poll(() => encoder.stream.report(), soon).toMatchObject({ kind: 'worker' })
  for (let n = 0; n < 6; n += 1) await push(n)
  const room = env.ROOM.getByName(slug) as unknown as Room
  const told = async () => (await room.picture())?.stream
  await expect.poll(told, soon).toMatchObject({ state: 'live' })
  const spans = await encoder.stream.spans()
  const end = wallAt(spans, 12) ?? 0
  /** What the clock showed at the n-th segment; beyond the film it goes on. */
  const shownBy = (n: number) => wallAt(spans, n * 2) ?? end + (n - 6) * 2 * SECONDS
  return { encoder, slug, desk, room, push, shownBy, ...asked }
}

const shownIn = async (encoder: TestStream) => (await encoder.list()).segments.map(({ uri }) => uri)

test(
  'a cut empties the playlist at once, and what was cut is in no recording',
  async () => {
    const { encoder, slug, desk, room, push, shownBy, no } = await onAir()
    const before = await shownIn(encoder)
    expect(before.length).toBeGreaterThan(3)
    const { src } = await json<PublicStream>(`/live/${slug}/state.json`)
    expect(src).toBe(`/live/${slug}/index.m3u8`)

    // By the room's clock, so that the fourth segment is the last one that stays.
    const cut = { act: 'cut', kind: 'picture', reason: 'privacy', from: 4, keepOut: true } as const
    heard(await room.decide(cut, lin, shownBy(6) + 10))
    // The answer to the press waits for the stream: whoever polls the playlist next gets an empty one.
    expect(await shownIn(encoder)).toEqual([])
    expect((await encoder.segment(before.at(-1) ?? '')).status).toBe(404)
    expect(await json<PublicStream>(`/live/${slug}/state.json`)).not.toHaveProperty('src')
    await push(6)
    expect(await shownIn(encoder)).toEqual([])

    heard(await room.decide({ act: 'resume', kind: 'picture' }, lin, shownBy(7) + 500))
    await expect.poll(() => shownIn(encoder), soon).not.toEqual([])
    const after = await shownIn(encoder)
    expect(before).toEqual(expect.arrayContaining(after))
    expect(after.length).toBeLessThan(before.length)
    await expect
      .poll(() => json<PublicStream>(`/live/${slug}/state.json`), soon)
      .toMatchObject({ take: 1, src })

    await decide(desk, slug, { act: 'stage', no })
    await decide(desk, slug, answering(no))
    await decide(desk, slug, { act: 'move', to: 'wrapped' })
    await expect.poll(async () => (await encoder.listAnswer()).text(), soon).toContain('ENDLIST')
    const film = await shownIn(encoder)
    expect(film).toEqual(after)
    expect(film).not.toContain(before.at(-1))
  },
  PATIENCE,
)

test(
  'what is on stage is a chapter of the film, and names itself in the playlist',
  async () => {
    const { encoder, slug, room, shownBy, no, id } = await onAir()
    heard(await room.decide({ act: 'stage', no }, lin, shownBy(3) + 500))
    await expect
      .poll(async () => (await encoder.listAnswer()).text(), soon)
      .toContain('路灯什么时候修好')
    const { chapters } = await json<{ chapters: Chapter[] }>(`/live/${slug}/chapters.json`)
    expect(chapters).toMatchObject([{ no, to: null }])
    // Three segments and a half second into the film.
    expect(chapters[0]?.from).toBeCloseTo(6.5, 1)
    // The record learns of the question a moment later.
    await expect
      .poll(async () => (await json<QuestionInRecord>(`/api/questions/${id}`)).moments, soon)
      .toMatchObject([{ to: null, url: `/s/${slug}?t=4` }])
  },
  PATIENCE,
)

test(
  'with the stream away the room goes on, and tells it everything once it is back',
  async () => {
    const { slug, desk, room, no, encoder } = await onAir()
    const stage = async () => (await json<Snapshot>(`/api/sessions/${slug}/snapshot`)).stage
    const away = vi.spyOn(SessionStream.prototype, 'follow').mockRejectedValue(new Error('away'))
    onTestFinished(() => away.mockRestore())
    await decide(desk, slug, { act: 'stage', no })
    expect(await stage()).toMatchObject({ no })
    await decide(desk, slug, { act: 'cut', kind: 'picture', reason: 'break', keepOut: false })
    // Nobody's player is told where the picture is, though the stream has not heard of the cut.
    expect((await room.picture())?.stream).toHaveProperty('cut')
    expect(await json<PublicStream>(`/live/${slug}/state.json`)).not.toHaveProperty('src')
    expect(away).toHaveBeenCalled()
    expect(await shownIn(encoder)).not.toEqual([])

    away.mockRestore()
    await runDurableObjectAlarm(env.ROOM.getByName(slug))
    await expect.poll(() => shownIn(encoder), soon).toEqual([])
    expect((await encoder.stream.report()).version).toBeGreaterThan(0)
  },
  PATIENCE,
)

test(
  'a recording can be taken off its page after the archive, with a reason, and put back',
  async () => {
    const { encoder, slug, desk, no, room } = await onAir()
    await decide(desk, slug, { act: 'stage', no })
    await decide(desk, slug, answering(no))
    for (const to of ['wrapped', 'closed']) await decide(desk, slug, { act: 'move', to })
    await expect
      .poll(async () => (await room.picture())?.stream, soon)
      .toMatchObject({ state: 'ended' })
    // The record hears of it by the stream's own alarm.
    await expect
      .poll(async () => {
        await runDurableObjectAlarm(encoder.stub)
        return heardBy(desk, slug)
      }, soon)
      .toBe(200)
    await expect
      .poll(async () => {
        await runDurableObjectAlarm(encoder.stub)
        return (await json<PublicStream>(`/live/${slug}/state.json`)).state
      }, soon)
      .toBe('archived')
    const whole = (await encoder.listAnswer()).status
    expect(whole).toBe(200)

    const page = `/desk/s/${slug}/cut`
    const press = { act: 'cut', kind: 'picture', reason: 'legal', note: '法院要求' }
    expect((await desk.form(page, press)).status).toBe(303)
    const cut = await json<PublicStream>(`/live/${slug}/state.json`)
    expect(cut).toMatchObject({ cut: { reason: 'legal' } })
    expect(cut).not.toHaveProperty('src')
    expect((await encoder.listAnswer()).status).toBe(404)
    expect(await (await desk.get(page)).text()).toContain('法院要求')
    // Pressed again it is the same cut.
    expect((await desk.form(page, press)).status).toBe(303)
    const rows = await env.DB.prepare('SELECT reason, actor FROM cuts').all()
    expect(rows.results).toEqual([{ reason: 'legal', actor: moderator.name }])

    // Officials do not, and a stranger even less.
    for (const stranger of [
      new Browser(),
      await signedIn({ ...moderator, id: 'x', role: 'admin' } as Actor & { unit: string }),
    ]) {
      expect([401, 403]).toContain(
        (await stranger.form(page, { act: 'resume', kind: 'picture' })).status,
      )
    }
    expect((await desk.form(page, { act: 'resume', kind: 'picture' })).status).toBe(303)
    expect(await json<PublicStream>(`/live/${slug}/state.json`)).toHaveProperty('src')
    expect((await encoder.listAnswer()).status).toBe(200)
    expect((await desk.form(page, { act: 'resume', kind: 'picture' })).status).toBe(409)

    // A chapter is still moved there, as a correction in the record.
    const { chapters } = await json<{ chapters: Chapter[] }>(`/live/${slug}/chapters.json`)
    const moved = { staging: chapters[0]?.id ?? '', seconds: '-3' }
    expect((await desk.form(`/desk/s/${slug}/chapters`, moved)).status).toBe(303)
    const later = await json<{ chapters: Chapter[] }>(`/live/${slug}/chapters.json`)
    expect(later.chapters[0]?.at).toBe((chapters[0]?.at ?? 0) - 3 * SECONDS)
    expect(heard(await heldStill(room))).toBeNull()
  },
  PATIENCE,
)

async function heardBy(desk: Browser, slug: string): Promise<number> {
  return (await desk.json('POST', `/api/desk/sessions/${slug}/archive`, {})).status
}

/** The room has let go: nothing of it answers for the session any more. */
const heldStill = async (room: Room) => ({ ok: true as const, value: await room.picture() })
