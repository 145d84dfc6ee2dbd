import { calendarFromNotices } from '../../worker/domain/calendar-notices'

/**
 * The figures once more: from raw rows, by the words of their definitions, in the plainest way there is. It
 * shares nothing with what the portal does but the table of holidays.
 */

export type Raw = Record<string, unknown>
export interface RawRecord {
  sessions: Raw[]
  questions: Raw[]
  answers: Raw[]
  cases: Raw[]
  ratings: Raw[]
  commitments: Raw[]
}

export const rawTables = [
  'sessions',
  'questions',
  'answers',
  'cases',
  'ratings',
  'commitments',
] as const

export async function rawRecord(db: D1Database): Promise<RawRecord> {
  const found: Partial<RawRecord> = {}
  for (const table of rawTables) {
    found[table] = (await db.prepare(`SELECT * FROM ${table}`).all<Raw>()).results
  }
  return found as RawRecord
}

export interface Asked {
  now: number
  demo: boolean
  unit?: string
  session?: string
  kind?: string
  month?: string
}

export interface Again {
  /** Ids of the rows that count; of a share, of its part. */
  rows: string[]
  /** Of a share: ids of the whole. */
  whole: string[]
  value: number | null
}

const DAY = 24 * 60 * 60 * 1000
const inShanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
const dayOf = (at: unknown) => inShanghai.format(new Date(Number(at)))
const nextDay = (day: string) => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10)

function isWorked(day: string): boolean {
  const notice = calendarFromNotices.years[Number(day.slice(0, 4))]
  if (notice?.makeUpDays.includes(day)) return true
  if (notice?.holidays.includes(day)) return false
  const weekday = new Date(day).getUTCDay()
  return weekday > 0 && weekday < 6
}

function workdays(from: string, to: string): number {
  let n = 0
  for (let day = from; day < to;) {
    day = nextDay(day)
    if (isWorked(day)) n += 1
  }
  return n
}

/** Every figure of a scope, with the rows it stands for. */
export function again(record: RawRecord, asked: Asked): Map<string, Again> {
  const { now } = asked
  const of = (row: Raw, name: string) => row[name] as string
  const counted = new Set<string>()
  for (const one of record.sessions) {
    const open = one['state'] !== 'draft' && (one['state'] !== 'cancelled' || one['announced_at'])
    const ofNow = one['source'] === null || one['kind'] === 'mailbox'
    const wanted =
      (asked.session === undefined || one['slug'] === asked.session) &&
      (asked.kind === undefined || one['kind'] === asked.kind)
    if (open && ofNow && wanted && Boolean(one['demo']) === asked.demo) counted.add(of(one, 'id'))
  }
  const inMonth = (at: unknown) =>
    asked.month === undefined || (at !== null && dayOf(at).startsWith(asked.month))

  const casesOf = (question: Raw) =>
    record.cases.filter(
      (one) =>
        one['session_id'] === question['session_id'] &&
        one['question_no'] === question['no'] &&
        one['state'] !== 'void',
    )
  const unit = (row: Raw | undefined) =>
    asked.unit === undefined || (row !== undefined && row['unit_id'] === asked.unit)

  const questions = record.questions.filter(
    (one) =>
      counted.has(of(one, 'session_id')) && asked.unit === undefined && inMonth(one['asked_at']),
  )
  const cases = record.cases.filter(
    (one) =>
      counted.has(of(one, 'session_id')) &&
      one['state'] !== 'void' &&
      unit(one) &&
      inMonth(one['assigned_at']),
  )

  const fate = (question: Raw): string => {
    const wasPublic = question['listed_at'] !== null
    const state = of(question, 'state')
    if (state === 'submitted') return 'pending'
    if (state === 'redirected') return wasPublic ? 'redirectedLater' : 'redirected'
    if (state === 'withdrawn') return wasPublic ? 'withdrawnLater' : 'withdrawnBefore'
    if (state === 'handed_off') return 'handedOff'
    if (state === 'taken_down') return 'takenDown'
    if (state === 'merged' || state === 'rejected') return state
    if (state !== 'answered') return 'open'
    const first = record.answers
      .filter(
        (one) =>
          one['session_id'] === question['session_id'] &&
          one['question_no'] === question['no'] &&
          !one['withdrawn'],
      )
      .sort((a, b) => Number(a['at']) - Number(b['at']) || (of(a, 'id') < of(b, 'id') ? -1 : 1))[0]
    return first?.['mode'] === 'live' ? 'answeredLive' : 'answeredWritten'
  }

  const told = new Map<string, Again>()
  const ids = (rows: Raw[]) => rows.map((row) => of(row, 'id')).sort()
  const count = (name: string, rows: Raw[]) =>
    told.set(name, { rows: ids(rows), whole: ids(rows), value: rows.length })
  const share = (name: string, part: Raw[], whole: Raw[]) =>
    told.set(name, {
      rows: ids(part),
      whole: ids(whole),
      value: whole.length < 5 ? null : part.length / whole.length,
    })

  const fates = [
    'answeredLive',
    'answeredWritten',
    'handedOff',
    'merged',
    'withdrawnLater',
    'redirectedLater',
    'takenDown',
    'open',
  ]
  count('received', questions)
  count(
    'accepted',
    questions.filter(
      (one) => !['rejected', 'redirected', 'withdrawnBefore', 'pending'].includes(fate(one)),
    ),
  )
  for (const name of [...fates, 'rejected', 'redirected', 'withdrawnBefore', 'pending']) {
    count(
      name,
      questions.filter((one) => fate(one) === name),
    )
  }
  count(
    'followedUp',
    questions.filter((one) => one['state'] === 'answered' && casesOf(one).length > 0),
  )
  count(
    'longUnanswered',
    questions.filter((one) => {
      if (one['listed_at'] === null || now - Number(one['listed_at']) < 92 * DAY) return false
      if (one['state'] === 'listed' || one['state'] === 'on_stage') return true
      return (
        one['state'] === 'handed_off' && casesOf(one).every((item) => item['replied_at'] === null)
      )
    }),
  )

  const replied = (one: Raw) => one['replied_at'] !== null
  const past = (one: Raw) => one['due_at'] !== null && now >= Number(one['due_at'])
  const stopped = (one: Raw) =>
    one['due_at'] !== null &&
    one['paused_at'] !== null &&
    Number(one['paused_at']) < Number(one['due_at'])
  const overdue = (one: Raw) => !replied(one) && past(one) && !stopped(one)
  const inTime = (one: Raw) =>
    replied(one) && one['due_at'] !== null && Number(one['replied_at']) < Number(one['due_at'])
  const tooLate = (one: Raw) =>
    replied(one) && one['due_at'] !== null && Number(one['replied_at']) >= Number(one['due_at'])

  count('cases', cases)
  count('replied', cases.filter(replied))
  count(
    'closed',
    cases.filter((one) => one['closed_at'] !== null),
  )
  const results = {
    solved: 'solved',
    partlySolved: 'partly_solved',
    notNow: 'not_now',
    explained: 'explained',
    refused: 'refused',
  }
  for (const [name, outcome] of Object.entries(results)) {
    count(
      name,
      cases.filter((one) => replied(one) && one['outcome'] === outcome),
    )
  }
  for (const name of ['confirmed', 'objected', 'disputed', 'lapsed']) {
    count(
      name,
      cases.filter((one) => one['state'] === name),
    )
  }
  share(
    'onTime',
    cases.filter(inTime),
    cases.filter((one) => inTime(one) || tooLate(one) || overdue(one)),
  )
  const timed = cases.filter((one) => replied(one) || overdue(one))
  const spans = timed
    .map((one) => workdays(dayOf(one['assigned_at']), dayOf(one['replied_at'] ?? now)))
    .sort((a, b) => a - b)
  const middle = spans.length / 2
  const median =
    spans.length % 2 === 1
      ? spans[Math.floor(middle)]
      : ((spans[middle - 1] ?? 0) + (spans[middle] ?? 0)) / 2
  const ninth = spans[Math.ceil(spans.length * 0.9) - 1]
  const few = spans.length < 5
  told.set('medianDays', {
    rows: ids(timed),
    whole: ids(timed),
    value: few ? null : (median ?? null),
  })
  told.set('p90Days', { rows: ids(timed), whole: ids(timed), value: few ? null : (ninth ?? null) })
  count('overdue', cases.filter(overdue))
  count(
    'longOverdue',
    cases.filter((one) => overdue(one) && now - Number(one['due_at']) >= 92 * DAY),
  )
  count(
    'dueSoon',
    cases.filter(
      (one) =>
        !replied(one) &&
        !stopped(one) &&
        one['due_at'] !== null &&
        !past(one) &&
        Number(one['due_at']) - now <= 2 * DAY,
    ),
  )
  count(
    'paused',
    cases.filter((one) => !replied(one) && stopped(one)),
  )
  count(
    'extended',
    cases.filter((one) => one['extended_at'] !== null),
  )
  count('repliedLate', cases.filter(tooLate))
  count(
    'unanswered',
    cases.filter((one) => !replied(one)),
  )
  count(
    'reopened',
    cases.filter((one) => Number(one['reopened']) >= 1),
  )
  share(
    'confirmedShare',
    cases.filter((one) => one['state'] === 'confirmed'),
    cases.filter((one) =>
      ['confirmed', 'disputed', 'reopened', 'lapsed'].includes(of(one, 'state')),
    ),
  )

  const last = new Map<string, Raw>()
  const key = (one: Raw) => JSON.stringify([one['session_id'], one['question_no'], one['case_id']])
  for (const one of record.ratings) {
    const before = last.get(key(one))
    const later =
      !before ||
      Number(one['round']) > Number(before['round']) ||
      (one['round'] === before['round'] && of(one, 'id') > of(before, 'id'))
    if (later) last.set(key(one), one)
  }
  const ratings = [...last.values()].filter((one) => {
    const item = record.cases.find(({ id }) => id === one['case_id'])
    const known = one['case_id'] === null || item === undefined || item['state'] !== 'void'
    return counted.has(of(one, 'session_id')) && known && unit(item) && inMonth(one['at'])
  })
  const said = (word: string) => ratings.filter((one) => one['solved'] === word)
  count('rated', ratings)
  count('ratedYes', said('yes'))
  count('ratedPartly', said('partly'))
  count('ratedNo', said('no'))
  share('ratedYesShare', said('yes'), ratings)

  const promises = record.commitments.filter(
    (one) => counted.has(of(one, 'session_id')) && unit(one) && inMonth(one['said_at']),
  )
  const inState = (...states: string[]) =>
    promises.filter((one) => states.includes(of(one, 'state')))
  count('promises', promises)
  count('promisesKept', inState('delivered', 'verified'))
  count('promisesDoing', inState('said', 'registered', 'planned', 'funded', 'doing'))
  count('promisesDelayed', inState('delayed'))
  count('promisesDropped', inState('dropped'))
  count(
    'promisesLate',
    promises.filter(
      (one) =>
        one['due_day'] !== null &&
        of(one, 'due_day') < dayOf(now) &&
        !['delivered', 'verified', 'dropped'].includes(of(one, 'state')),
    ),
  )
  return told
}
