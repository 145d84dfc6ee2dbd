import type {
  CutKind,
  DeskCut,
  Picture,
  PictureCut,
  PublicCut,
  PublicStaging,
  PublicStream,
  StreamReport,
} from '../contract/stream'
import { maskPersonal } from './masking'
import { isPublic, isStub } from './projection'
import type { QuestionRecord } from './records'
import { isTakenBack } from './stagings'
import { filmAddress, posterAddress } from './stream-address'
import type { CutRecord, StagingRecord, StreamRecord } from './stream-records'

/**
 * What anybody may know of picture, chapters and cuts, for the room and the record alike; the projection of
 * questions beside it says of which question anything may be told at all.
 */

/** Words of a chapter's title at most; its question has them all. */
const TITLE_SIGNS = 60

/** The cut of a kind that is open, if there is one. */
export function openCut(cuts: Iterable<CutRecord>, kind: CutKind): CutRecord | undefined {
  for (const cut of cuts) if (cut.kind === kind && cut.until === null) return cut
  return undefined
}

const publicCut = ({ at, reason }: CutRecord): PublicCut => ({ since: at, reason })

/** The picture as players and pages know it; nothing where there is none. While it is cut it has no address. */
export function publicStream(
  report: StreamReport | null,
  cuts: Iterable<CutRecord>,
): PublicStream | undefined {
  if (!report || report.kind === null || report.state === 'none') return undefined
  const all = [...cuts]
  const cut = openCut(all, 'picture')
  const textCut = openCut(all, 'text')
  const out: PublicStream = { kind: report.kind, state: report.state, take: report.take }
  if (report.src !== null && !cut) out.src = report.src
  if (report.type !== null) out.type = report.type
  // It may show what was cut.
  if (report.poster !== null && !cut) out.poster = report.poster
  if (report.startedAt !== null) out.startedAt = report.startedAt
  if (report.endedAt !== null) out.endedAt = report.endedAt
  if (report.expired) out.expired = report.expired
  if (cut) out.cut = publicCut(cut)
  if (textCut) out.textCut = publicCut(textCut)
  return out
}

/** What the record knows of a stream, as the stream itself would tell it. */
export function recordedReport(row: StreamRecord, slug: string): StreamReport {
  const { kind, state, type, startedAt, endedAt, take, version } = row
  const about = { kind, state, type, startedAt, endedAt, take, version }
  if (row.expiredAt !== null) {
    const expired = { at: row.expiredAt, digest: row.expiredDigest ?? '' }
    return { ...about, src: null, poster: null, expired }
  }
  const film = kind === 'recording' && row.mediaKey !== null
  const pushed = kind === 'worker' && startedAt !== null
  const own = pushed ? `/live/${slug}/index.m3u8` : row.url
  const src = film ? filmAddress(slug, row.mediaKey ?? '') : own
  const poster = row.posterKey === null ? null : posterAddress(slug, row.posterKey)
  return { ...about, src, poster }
}

/** When which question was on stage, as far as its question is public; of a stub without its words. */
export function publicStagings(
  rows: Iterable<StagingRecord>,
  questionOf: (no: number) => QuestionRecord | undefined,
): PublicStaging[] {
  const out: PublicStaging[] = []
  for (const row of rows) {
    const question = questionOf(row.questionNo)
    if (isTakenBack(row) || !question || !isPublic(question)) continue
    const moved = row.at + row.nudge
    const one: PublicStaging = {
      id: row.id,
      no: question.no,
      question: question.id,
      title: isStub(question) ? '' : titleOf(question.text),
      at: row.off === null ? moved : Math.min(moved, row.off),
      off: row.off,
    }
    if (!isStub(question)) {
      if (row.speaker) one.speaker = row.speaker
      if (row.office) one.office = row.office
    }
    out.push(one)
  }
  out.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  // A chapter that was moved forward ends the one before it.
  for (const [i, one] of out.entries()) {
    const next = out[i + 1]
    if (next && one.off !== null && one.off > next.at) one.off = Math.max(one.at, next.at)
  }
  return out
}

function titleOf(text: string): string {
  const signs = [...maskPersonal(text).text.replace(/\s+/g, ' ').trim()]
  return signs.length <= TITLE_SIGNS
    ? signs.join('')
    : `${signs.slice(0, TITLE_SIGNS - 1).join('')}…`
}

/** What the stream has to know of the cuts. */
export function pictureCuts(cuts: Iterable<CutRecord>): PictureCut[] {
  return [...cuts]
    .filter(({ kind }) => kind === 'picture')
    .map(({ id, fromAt, until, keepOut }) => ({ id, from: fromAt, until, keepOut }))
}

/** Cuts as the desk reads them, the latest first. */
export function deskCuts(cuts: Iterable<CutRecord>): DeskCut[] {
  return [...cuts]
    .map(({ id, kind, at, fromAt, until, reason, note, keepOut, actor }) => {
      const out: DeskCut = { id, kind, at, from: fromAt, until, reason, keepOut, by: actor }
      if (note !== null) out.note = note
      return out
    })
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}

/** What the desk besides knows of a picture: which chapters were moved, and every cut. */
export function deskPicture(
  stagings: Iterable<StagingRecord>,
  cuts: Iterable<CutRecord>,
): Picture['desk'] {
  const nudges: Record<string, number> = {}
  for (const { id, nudge } of stagings) if (nudge !== 0) nudges[id] = nudge
  return { nudges, cuts: deskCuts(cuts) }
}
