import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal, refusals } from '../contract/refusals'
import {
  CAPTIONS_BYTES,
  lineWhys,
  type CaptionsGiven,
  type DeskLine,
  type LineEdit,
} from '../contract/transcript'
import type { PublicSession } from '../contract/views'
import { refusalMessage } from '../contract/words/refusals'
import { transcriptDeskWords } from '../contract/words/transcript-desk'
import { grantFor } from '../domain/permissions'
import { shanghaiDay, startOfDay } from '../domain/shanghai'
import { inLineOrder } from '../domain/transcript-order'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { alsoMay } from '../http/guard'
import { inTime } from '../http/patience'
import { readSession } from '../http/reading'
import { slugOf } from '../http/room-door'
import { follow, importing, write } from '../routes/transcript-acts'
import { unitsOverSession } from '../store/grants'
import { listForStaff } from '../store/session-reads'
import {
  ImportPreview,
  NoteHome,
  TranscriptPlain,
  type ImportFields,
  type LineFields,
} from '../../web/views/desk/transcript-plain'
import { secondsTime } from '../../web/views/desk/transcript-time'
import { IslandState } from '../../web/views/island'
import { shanghaiMoment } from './desk-form'
import { readerOf } from './reader'
import { page, type PageOptions } from './render'

/** The note-taker's desk: a page of plain forms, which the script replaces by the fast one. */

const SCRIPT = 'web/islands/desk-transcript.entry.tsx'
const staffPage: Pick<PageOptions, 'cache' | 'noindex' | 'styles'> = {
  cache: 'private',
  noindex: true,
  styles: ['web/styles/desk.css', 'web/styles/transcript-desk.css'],
}
/** Lines under the plain form. */
const SHOWN = 100

type Said = { good: boolean; words: string; status?: 400 | 404 | 409 | 422 } | null

function emptyFields(): LineFields {
  const id = crypto.randomUUID()
  return {
    id,
    op: id,
    seen: '0',
    speaker: '',
    office: '',
    text: '',
    when: '',
    question: '',
    why: '',
    note: '',
  }
}

const fieldsOf = (line: DeskLine): LineFields => ({
  id: line.id,
  op: crypto.randomUUID(),
  seen: String(line.version),
  speaker: line.speaker,
  office: line.office ?? '',
  text: line.text,
  when: `${shanghaiDay(line.at)} ${secondsTime(line.at)}`,
  question: line.question === null ? '' : String(line.question),
  why: '',
  note: '',
})

async function desk(c: Ctx, typed: LineFields | null, said: Said) {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  const { lang } = readerOf(c)
  const [session, found] = await Promise.all([
    readSession(c.env, slug, now),
    follow(c, { epoch: '', seq: 0 }),
  ])
  const lines = found.lines.filter(({ removed }) => !removed).sort(inLineOrder)
  const changing = lines.find(({ id }) => id === (typed?.id ?? c.req.query('line'))) ?? null
  const props = {
    lang,
    now,
    session,
    guests: session.guests,
    fields: typed ?? (changing ? fieldsOf(changing) : emptyFields()),
    changing,
    lines: lines.slice(-SHOWN).reverse(),
    said,
    cut: found.cut !== null,
    moderator: alsoMay(c, 'work_desk'),
  }
  const { staff } = c.var
  return page(c, {
    ...staffPage,
    title: transcriptDeskWords[lang].titleOf(session.title),
    status: said?.status ?? 200,
    scripts: [SCRIPT],
    look: 'desk-home td-page',
    body: (
      <>
        <div data-island="transcript-desk">
          <TranscriptPlain {...props} />
        </div>
        <IslandState
          name="transcript-desk"
          props={{
            lang,
            slug,
            title: session.title,
            guests: session.guests,
            state: session.state,
            startsAt: session.liveAt ?? session.startsAt,
            me: { id: staff.id, name: staff.name },
            moderator: props.moderator,
            found,
          }}
        />
      </>
    ),
  })
}

/** A time as it is typed: with its day, or of the day of the session. */
function momentIn(raw: string, session: PublicSession, now: number): number {
  if (raw.trim() === '') return now
  const found = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(raw.trim())
  const [, day, hour, minute, second = '0'] = found ?? []
  if (!found || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new Refusal('INVALID', { field: 'at' })
  }
  const from = session.liveAt ?? session.startsAt
  const start = day ? dayOf(day) : startOfDay(shanghaiDay(from))
  return start + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000
}

function dayOf(day: string): number {
  try {
    return startOfDay(day)
  } catch {
    throw new Refusal('INVALID', { field: 'at' })
  }
}

const idShape = /^[0-9a-z][0-9a-z-]{11,46}[0-9a-z]$/

function editFrom(
  fields: LineFields,
  removed: boolean,
  session: PublicSession,
  now: number,
): LineEdit {
  const { id, op, seen, why, note, question } = fields
  if (!idShape.test(id) || !idShape.test(op)) throw new Refusal('INVALID', { field: 'id' })
  if (!/^\d{1,9}$/.test(seen)) throw new Refusal('INVALID', { field: 'seen' })
  if (!/^\d{0,9}$/.test(question.trim())) throw new Refusal('INVALID', { field: 'question' })
  const known = lineWhys.find((one) => one === why)
  return {
    id,
    op,
    seen: Number(seen),
    at: momentIn(fields.when, session, now),
    speaker: fields.speaker,
    office: fields.office || null,
    text: fields.text,
    question: Number(question) || null,
    ...(known && { why: known }),
    ...(note && { note }),
    ...(removed && { removed: true }),
  }
}

const empty: ImportFields = {
  import: '',
  file: '',
  by: '',
  clock: '',
  picture: '',
  speaker: '',
  office: '',
}

function captionsFrom(fields: ImportFields, preview: boolean): CaptionsGiven {
  const clock = shanghaiMoment(fields.clock)
  if (fields.by === 'clock' && clock === null) throw new Refusal('INVALID', { field: 'clock' })
  const seconds = Number(fields.picture || '0')
  if (!(Math.abs(seconds) <= 36_000)) throw new Refusal('INVALID', { field: 'picture' })
  // Minutes are what a datetime field gives where it has no seconds.
  const second = Number(/:\d{2}:(\d{2})$/.exec(fields.clock)?.[1] ?? '0')
  return {
    file: fields.file,
    import: fields.import,
    by: fields.by === 'picture' ? { picture: seconds } : { clock: (clock ?? 0) + second * 1_000 },
    speaker: fields.speaker,
    office: fields.office || null,
    preview,
  }
}

const statusOf = ({ code }: Refusal) => refusals[code] as 400 | 404 | 409 | 422

/** What a form can mend is said above it, with everything still in it; the rest goes on as it is. */
const mendable = (error: unknown): error is Refusal =>
  error instanceof Refusal && [400, 409, 422].includes(refusals[error.code])

export const transcriptDeskPages = new Hono<AppEnv>()
  .get('/desk/s/:slug/transcript', (c) => {
    const t = transcriptDeskWords[readerOf(c).lang]
    const said = c.req.query('said')
    const n = /^imported-(\d{1,5})$/.exec(said ?? '')?.[1]
    if (n) return desk(c, null, { good: true, words: t.imported(Number(n)) })
    const known = said === 'written' || said === 'changed' || said === 'removed' ? t[said] : null
    return desk(c, null, known === null ? null : { good: true, words: known })
  })
  .post('/desk/s/:slug/transcript', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const sent = await readForm(c, STAFF_BODY_BYTES)
    const fields = emptyFields()
    for (const name of Object.keys(fields) as (keyof LineFields)[]) {
      fields[name] = sent.get(name) ?? fields[name]
    }
    const removed = sent.get('do') === 'remove'
    const now = Date.now()
    try {
      await write(c, editFrom(fields, removed, await readSession(c.env, slug, now), now))
    } catch (error) {
      if (!mendable(error)) throw error
      const words = refusalMessage(readerOf(c).lang, error.code, error.facts)
      return desk(c, fields, { good: false, words, status: statusOf(error) })
    }
    const said = removed ? 'removed' : fields.seen === '0' ? 'written' : 'changed'
    return c.redirect(`/desk/s/${slug}/transcript?said=${said}`, 303)
  })
  .post('/desk/s/:slug/transcript/import', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const { lang } = readerOf(c)
    const sent = await readForm(c, CAPTIONS_BYTES)
    const fields = { ...empty }
    for (const name of Object.keys(empty) as (keyof ImportFields)[]) {
      fields[name] = sent.get(name) ?? ''
    }
    if (!/^[0-9a-z][0-9a-z-]{11,38}[0-9a-z]$/.test(fields.import)) {
      fields.import = crypto.randomUUID()
    }
    const preview = sent.get('do') !== 'import'
    const t = transcriptDeskWords[lang].import
    const shown = (read: Awaited<ReturnType<typeof importing>> | null, error: Refusal | null) =>
      page(c, {
        ...staffPage,
        title: t.title,
        status: error ? statusOf(error) : 200,
        look: 'desk-home td-page',
        body: (
          <ImportPreview
            lang={lang}
            slug={slug}
            fields={fields}
            read={read}
            wrong={
              error === null
                ? null
                : error.facts.field === 'clock'
                  ? t.badClock
                  : refusalMessage(lang, error.code, error.facts)
            }
          />
        ),
      })
    try {
      const read = await importing(c, captionsFrom(fields, preview))
      if (preview) return shown(read, null)
      return c.redirect(`/desk/s/${slug}/transcript?said=imported-${read.written}`, 303)
    } catch (error) {
      if (!mendable(error)) throw error
      return shown(null, error)
    }
  })

/** Sessions shown to somebody who only takes notes. */
const LISTED = 30

/** The first page of somebody who only takes notes. */
export async function noteHome(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const { grants } = c.var.signedIn
  const { sessions } = await inTime(listForStaff(c.env.DB, LISTED, null))
  const open = sessions
    .map(({ session }) => session)
    .filter(({ state, source }) => source === undefined && !['draft', 'cancelled'].includes(state))
  const byUnit = grants.some(({ unit }) => unit !== undefined)
  const own: PublicSession[] = []
  for (const session of open) {
    const units = byUnit ? await inTime(unitsOverSession(c.env.DB, session.slug)) : undefined
    if (grantFor('write_lines', grants, { session: session.slug, units })) own.push(session)
  }
  return page(c, {
    ...staffPage,
    title: transcriptDeskWords[lang].home,
    look: 'desk-home td-page',
    body: <NoteHome lang={lang} now={Date.now()} me={c.var.staff.name} sessions={own} />,
  })
}
