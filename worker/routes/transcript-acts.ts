import { importCaptions, writeLine, type Writing } from '../actions/transcript'
import { heard, Refusal } from '../contract/refusals'
import type { CaptionsGiven, DeskLines, LineEdit } from '../contract/transcript'
import { deskLine } from '../domain/transcript'
import type { Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { inTime } from '../http/patience'
import { roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { spansOf } from '../http/spans'
import { authorityOf } from '../http/whereabouts'
import { heldSessionBySlug } from '../store/session-reads'
import { keptLines } from '../store/transcript'

/** What note-takers do, for the API and for plain forms: read when one of them comes. */

const sessionOf = async (c: Ctx, slug: string) => {
  const held = await inTime(heldSessionBySlug(c.env.DB, slug))
  if (!held) throw new Refusal('NOT_FOUND')
  return held.session
}

async function writing(c: Ctx, slug: string): Promise<Writing> {
  const now = Date.now()
  const authority = await authorityOf(c.env, slug, now)
  if (!authority) throw new Refusal('NOT_FOUND')
  return {
    room: roomOf(c.env, slug),
    db: c.env.DB,
    authority,
    now,
    session: () => sessionOf(c, slug),
    chained: (act, plan, work) =>
      chained(
        c.env,
        {
          ...byStaff(c.var.staff),
          act,
          on: plan.on,
          about: [
            {
              kind: 'session',
              key: `session:${slug}`,
              words: plan.rows
                .filter(({ id, removed }) => plan.fresh.includes(id) && !removed)
                .map(({ id, at, speaker, office, text }) => ({ id, at, speaker, office, text })),
            },
          ],
          facts: { lines: plan.rows.length },
        },
        work,
        (done) => done,
      ),
  }
}

export async function write(c: Ctx, edit: LineEdit) {
  const slug = slugOf(c.req.param('slug'))
  const line = await writeLine(await writing(c, slug), edit, c.var.staff)
  forgetSnapshot(slug)
  return line
}

export async function importing(c: Ctx, given: CaptionsGiven) {
  const slug = slugOf(c.req.param('slug'))
  const how = await writing(c, slug)
  const spans = () => spansOf(c.env, slug, Date.now())
  const read = await importCaptions({ ...how, spans }, given, c.var.staff)
  if (!given.preview) forgetSnapshot(slug)
  return read
}

/** What a note-taker's desk does not know yet. */
export async function follow(
  c: Ctx,
  { epoch, seq, typing }: { epoch: string; seq: number; typing?: string | undefined },
): Promise<DeskLines> {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  const authority = await authorityOf(c.env, slug, now)
  if (!authority) throw new Refusal('NOT_FOUND')
  const { staff } = c.var
  if (authority === 'room') {
    const from = { epoch, seq, typing: typing ?? null }
    return heard(await roomOf(c.env, slug).deskLines(from, staff, now))
  }
  const session = await sessionOf(c, slug)
  const rows = await inTime(keptLines(c.env.DB, session.id))
  return {
    epoch: 'record',
    seq: 0,
    at: now,
    state: session.state,
    stage: null,
    guests: session.guests,
    lines: rows.map((row) => deskLine(row, staff.id)),
    total: rows.filter((row) => !row.removed).length,
    typing: [],
    cut: null,
  }
}
