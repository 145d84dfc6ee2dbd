import { ask, questionTexts } from '../actions/ask'
import { comment } from '../actions/comment'
import type { Submitting } from '../actions/submitting'
import { VERIFIED, type Level } from '../contract/assurance'
import { heard } from '../contract/refusals'
import type { Actor, Decision, Room, VoteFrom } from '../contract/room'
import type { Fate, Script, ScriptGuest, ScriptQuestion } from './script'
import { recordCues } from './record'
import { someOf } from './voters'

/** What playing a script needs: the room, how submissions get their ids and receipts, and two moderators. */
export interface Stagehands extends Omit<Submitting, 'now'> {
  room: Room
  /** Puts people on stage and records what they say. */
  host: Actor
  /** Reviews; the second person of a redirection. */
  reviewer: Actor
  /** Share of the script's votes that are cast; a test needs few. */
  crowd: number
}

interface Cue {
  /** Minutes from the anchor. */
  at: number
  act: (now: number) => Promise<unknown>
}

const MINUTE = 60_000
/** How long review takes here, while people wait for the session and during it. */
const REVIEW_BEFORE = 6
const REVIEW_LIVE = 2
/** At most this long on stage before an answer is recorded. */
const ON_STAGE = 4
const VOTES_AT_ONCE = 100

/**
 * Plays a script through the room, in the order of its times and by the room's own verbs; answers with
 * the number each named question was given.
 */
export async function play(
  hands: Stagehands,
  script: Script,
  anchor: number,
): Promise<Map<string, number>> {
  const numbers = new Map<string, number>()
  const nos = new Map<ScriptQuestion, number>()
  const cues = [...sessionCues(hands, script), ...commentCues(hands, script)]
  const stageOf = stageTimes(script)
  script.questions.forEach((question, index) => {
    const kept = (no: number) => {
      nos.set(question, no)
      if (question.key) numbers.set(question.key, no)
    }
    cues.push(...questionCues(hands, script, question, index, stageOf, numbers, kept))
  })
  cues.push(...recordCues(hands, script, stageOf, (question) => nos.get(question), anchor))
  // Of cues of one minute the earlier written one goes first: sorting keeps their order.
  cues.sort((a, b) => a.at - b.at)
  for (const { at, act } of cues) await act(anchor + Math.round(at * MINUTE))
  return numbers
}

const decide = async (hands: Stagehands, actor: Actor, decision: Decision, now: number) =>
  heard(await hands.room.decide(decision, actor, now))

function sessionCues(hands: Stagehands, script: Script): Cue[] {
  const move = (at: number | undefined, to: 'live' | 'wrapped' | 'closed'): Cue[] =>
    at === undefined
      ? []
      : [{ at, act: (now) => decide(hands, hands.host, { act: 'move', to }, now) }]
  if (script.role === 'collecting') return []
  const { prompt } = script
  return [
    ...move(script.startsAt, 'live'),
    ...move(script.wrapsAt, 'wrapped'),
    ...move(script.closesAt, 'closed'),
    ...(prompt
      ? [
          {
            at: prompt.at,
            act: (now: number) =>
              decide(hands, hands.host, { act: 'ask_back', text: prompt.text }, now),
          },
        ]
      : []),
    ...(prompt?.summary !== undefined && prompt.summedUpAt !== undefined
      ? [
          {
            at: prompt.summedUpAt,
            act: (now: number) =>
              decide(
                hands,
                hands.host,
                { act: 'sum_up_prompt', no: 1, summary: prompt.summary ?? '' },
                now,
              ),
          },
        ]
      : []),
  ]
}

function commentCues(hands: Stagehands, script: Script): Cue[] {
  return script.comments.flatMap((line, index) => {
    let no = 0
    const cues: Cue[] = [
      {
        at: line.at,
        act: async (now) => {
          const asker = askerOf(hands, script, `comment ${index}`)
          const given = { text: line.text, name: line.name, prompt: line.prompt ? 1 : null }
          no = (await comment({ ...hands, now }, asker, given, null)).receipt.no
        },
      },
    ]
    if (!line.pending) {
      cues.push({
        at: line.at + 0.5,
        act: (now) => decide(hands, hands.reviewer, { act: 'approve_comment', nos: [no] }, now),
      })
    }
    return cues
  })
}

function questionCues(
  hands: Stagehands,
  script: Script,
  question: ScriptQuestion,
  index: number,
  stageOf: Map<ScriptQuestion, number>,
  numbers: Map<string, number>,
  keep: (no: number) => void,
): Cue[] {
  const { fate } = question
  let no = 0
  let id = ''
  const listedAt = question.channel
    ? question.asked
    : question.asked + (question.asked < 0 ? REVIEW_BEFORE : REVIEW_LIVE)
  const cues: Cue[] = [
    {
      at: question.asked,
      act: async (now) => {
        const kept = await hand(hands, script, question, index, now)
        no = kept.no
        id = kept.id
        keep(no)
      },
    },
  ]
  const then = (at: number, actor: Actor, decision: () => Decision) =>
    cues.push({ at, act: (now) => decide(hands, actor, decision(), now) })
  const { host, reviewer } = hands

  if (fate.is === 'pending') return cues
  if (fate.is === 'withdrawn_early')
    return [...cues, { at: fate.at, act: (now) => takeBack(hands, id, now) }]
  if (fate.is === 'rejected') {
    const { reason, note } = fate
    then(listedAt, reviewer, () => ({ act: 'reject', nos: [no], reason, ...(note && { note }) }))
    return cues
  }
  if (fate.is === 'redirected') {
    const { route } = fate
    then(listedAt, reviewer, () => ({ act: 'redirect', no, route }))
    then(listedAt + 8, host, () => ({ act: 'redirect', no, route }))
    return cues
  }

  if (!question.channel) then(listedAt, reviewer, () => ({ act: 'approve', nos: [no] }))
  const until = 'at' in fate ? fate.at : lastMoment(script)
  cues.push(...voteCues(hands, script, question, index, listedAt, until, () => no))
  cues.push(...fateCues(hands, script, question, fate, stageOf, numbers, () => ({ no, id })))
  return cues
}

/** What happens to a listed question in the end. */
function fateCues(
  hands: Stagehands,
  script: Script,
  question: ScriptQuestion,
  fate: Fate,
  stageOf: Map<ScriptQuestion, number>,
  numbers: Map<string, number>,
  known: () => { no: number; id: string },
): Cue[] {
  const by = (at: number, actor: Actor, decision: () => Decision): Cue => ({
    at,
    act: (now) => decide(hands, actor, decision(), now),
  })
  const { host, reviewer } = hands
  const toStage = (guest: ScriptGuest) =>
    by(stageOf.get(question) ?? 0, host, () => ({
      act: 'stage',
      no: known().no,
      speaker: guest.name,
      office: `${guest.unit}${guest.office}`,
    }))
  switch (fate.is) {
    case 'listed':
      // In the order of the run-down, once the session runs.
      return fate.place === undefined
        ? []
        : [
            by(lastMoment(script) - 2 + fate.place / 10, host, () => ({
              act: 'place',
              no: known().no,
              before: 'end',
            })),
          ]
    case 'withdrawn':
      return [{ at: fate.at, act: (now) => takeBack(hands, known().id, now) }]
    case 'taken_down':
      return [
        by(fate.at, reviewer, () => ({ act: 'take_down', no: known().no, reason: fate.reason })),
      ]
    case 'merged':
      return [
        by(fate.at, reviewer, () => ({
          act: 'merge',
          nos: [known().no],
          into: named(numbers, fate.into),
        })),
      ]
    case 'handed_off':
      return [
        by(fate.at, host, () => ({
          act: 'hand_off',
          nos: [known().no],
          units: fate.units,
          ...(fate.note && { note: fate.note }),
        })),
      ]
    case 'on_stage':
      return [toStage(guestOf(script, fate.by))]
    case 'answered': {
      const guest = guestOf(script, fate.by)
      const answer = by(fate.at, host, () => ({
        act: 'answer',
        no: known().no,
        mode: fate.written ? 'written' : 'live',
        speaker: guest.name,
        office: guest.office,
        unit: guest.unit,
        text: fate.text,
        solved: fate.solved,
        ...(fate.followUp && { followUp: fate.followUp }),
      }))
      return fate.written ? [answer] : [toStage(guest), answer]
    }
    default:
      return []
  }
}

/** Every made-up browser has proved its work, and one voter in four is a verified person. */
const PROVED: Level = 1
const fromMadeUp = (voter: number): VoteFrom => ({
  net: null,
  issued: 0,
  level: voter % 4 === 0 ? VERIFIED : PROVED,
  staged: true,
})

/** Votes come twice: when a question is new, and some time before its end. */
function voteCues(
  hands: Stagehands,
  script: Script,
  question: ScriptQuestion,
  index: number,
  from: number,
  until: number,
  no: () => number,
): Cue[] {
  const votes = Math.round(question.votes * hands.crowd)
  const voters = someOf(script.edition, index, votes)
  const early = Math.round(votes * 0.6)
  const cast = (some: number[]) => async (now: number) => {
    for (let i = 0; i < some.length; i += VOTES_AT_ONCE) {
      const told = await Promise.all(
        some
          .slice(i, i + VOTES_AT_ONCE)
          .map((voter) => hands.room.vote(no(), voter, true, now, fromMadeUp(voter))),
      )
      for (const one of told) heard(one)
    }
  }
  return [
    { at: from + (until - from) * 0.1, act: cast(voters.slice(0, early)) },
    { at: from + (until - from) * 0.7, act: cast(voters.slice(early)) },
  ]
}

/** Hands a question in: from a device of its own, or through the staff for somebody in the room. */
async function hand(
  hands: Stagehands,
  script: Script,
  question: ScriptQuestion,
  index: number,
  now: number,
): Promise<{ no: number; id: string }> {
  const given = { text: question.text, details: question.details, name: question.name }
  if (!question.channel) {
    const asker = askerOf(hands, script, `question ${index}`)
    const by = { voter: 0, level: PROVED }
    return (await ask({ ...hands, by, now }, asker, { ...given, personal: 'seal' }, null)).receipt
  }
  const id = hands.newId()
  const code = hands.receipts.codeFor(id)
  const texts = questionTexts(given)
  return heard(
    await hands.room.enter(
      {
        id,
        ...texts,
        channel: question.channel,
        asker: null,
        receiptHash: hands.receipts.hashOf(code),
        key: null,
        digest: hands.digest(JSON.stringify(texts)),
      },
      'list',
      hands.host,
      now,
    ),
  )
}

async function takeBack({ room, receipts }: Stagehands, id: string, now: number) {
  heard(await room.withdraw({ receiptHash: receipts.hashOf(receipts.codeFor(id)) }, now))
}

/** When each question goes on stage: a little before its answer, and never while another one stands there. */
function stageTimes(script: Script): Map<ScriptQuestion, number> {
  const staged = script.questions
    .filter(({ fate }) => fate.is === 'on_stage' || (fate.is === 'answered' && !fate.written))
    .sort((a, b) => endOf(a.fate) - endOf(b.fate))
  let free = script.startsAt + 0.5
  const times = new Map<ScriptQuestion, number>()
  for (const question of staged) {
    const { fate } = question
    const wanted = fate.is === 'on_stage' ? fate.at : endOf(fate) - ON_STAGE
    times.set(question, Math.max(free, wanted))
    free = endOf(fate) + 0.2
  }
  return times
}

const endOf = (fate: Fate) => ('at' in fate ? fate.at : 0)

/** The last minute of a script in which something may still happen on its list. */
function lastMoment(script: Script): number {
  if (script.role === 'collecting') return -1
  if (script.role === 'live') return 38
  return script.wrapsAt ?? script.endsAt
}

function guestOf(script: Script, key: string): ScriptGuest {
  const guest = script.guests.find((one) => one.key === key)
  if (!guest) throw new Error(`no guest ${key} in edition ${script.edition}`)
  return guest
}

function named(numbers: Map<string, number>, key: string): number {
  const no = numbers.get(key)
  if (no === undefined) throw new Error(`no question ${key} yet`)
  return no
}

const askerOf = (hands: Stagehands, script: Script, what: string) =>
  hands.digest(`demo ${script.slug} ${what}`).slice(0, 22)
