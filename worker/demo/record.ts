import { heard } from '../contract/refusals'
import type { Actor, Room } from '../contract/room'
import type { LineEdit } from '../contract/transcript'
import { moderators } from './county'
import { saidBeside } from './said'
import type { Script, ScriptGuest, ScriptQuestion } from './script'

/** The text record of an edition: what its script tells of questions and answers, and what was said beside them. */

export interface ScriptLine {
  /** Minutes from the anchor. */
  at: number
  /** Key of a guest, or the host; somebody else by name. */
  by: string | { name: string; office?: string }
  text: string
  /** Key of the question it belongs to. */
  question?: string
  /** Written down so many minutes afterwards. */
  lateBy?: number
  /** How it was first taken down, before somebody listened again. */
  misheard?: string
}

/** How long the note-taker needs for a line, and for hearing it again. */
const WRITING = 0.15
const LISTENING_AGAIN = 1.5
/** A line holds about so much; longer speech goes on in the next one. */
const SPOKEN_AT_ONCE = 48

const openings = ['下一个问题，', '我们看下一条，', '接着是', '票数排在前面的还有这一条，']

interface Cue {
  at: number
  act: (now: number) => Promise<unknown>
}

/**
 * @param stageOf when each question went on stage
 * @param numberOf the number a question was given, once it was
 */
export function recordCues(
  { room, host }: { room: Pick<Room, 'writeLine'>; host: Actor },
  script: Script,
  stageOf: ReadonlyMap<ScriptQuestion, number>,
  numberOf: (question: ScriptQuestion) => number | undefined,
  anchor: number,
): Cue[] {
  const byKey = new Map(script.questions.map((question) => [question.key, question]))
  return linesOf(script, stageOf).flatMap((line) => {
    const asked =
      typeof line.question === 'string' ? byKey.get(line.question) : (line.question ?? undefined)
    const id = crypto.randomUUID()
    const edit = (): LineEdit => ({
      id,
      op: id,
      seen: 0,
      at: anchor + Math.round(line.at * 60_000),
      ...speakerOf(script, line.by),
      text: line.misheard ?? line.text,
      question: (asked && numberOf(asked)) ?? null,
    })
    let version = 0
    const writtenAt = line.at + (line.lateBy ?? WRITING)
    const cues: Cue[] = [
      {
        at: writtenAt,
        act: async (now) => {
          const late = line.lateBy !== undefined && { late: true as const }
          version = heard(await room.writeLine({ ...edit(), ...late }, host, now)).version
        },
      },
    ]
    if (line.misheard !== undefined) {
      cues.push({
        at: writtenAt + LISTENING_AGAIN,
        act: async (now) => {
          const again = { op: crypto.randomUUID(), seen: version, text: line.text }
          heard(await room.writeLine({ ...edit(), ...again, why: 'misheard' }, host, now))
        },
      })
    }
    return cues
  })
}

type Line = Omit<ScriptLine, 'question'> & { question?: string | ScriptQuestion }

function linesOf(script: Script, stageOf: ReadonlyMap<ScriptQuestion, number>): Line[] {
  const lines: Line[] = [...(saidBeside[script.slug] ?? [])]
  let turn = 0
  for (const [question, stagedAt] of stageOf) {
    const asker = question.name ? `网友“${question.name}”` : '一位网友'
    const opening = openings[turn % openings.length] ?? ''
    turn += 1
    lines.push({
      at: stagedAt + 0.1,
      by: 'host',
      text: `${opening}${asker}问：${question.text}`,
      question,
    })
    const { fate } = question
    if (fate.is !== 'answered') continue
    const spoken = breaths(fate.text)
    const from = stagedAt + 0.6
    const step = Math.max(0, fate.at - 0.2 - from) / spoken.length
    spoken.forEach((text, at) => lines.push({ at: from + step * at, by: fate.by, text, question }))
  }
  return lines
}

/** What somebody says, in the lines a note-taker would make of it. */
export function breaths(text: string): string[] {
  const found: string[] = []
  for (const sentence of text.match(/[^。！？]+[。！？]*/g) ?? []) {
    const last = found.at(-1)
    if (last !== undefined && last.length + sentence.length <= SPOKEN_AT_ONCE) {
      found[found.length - 1] = last + sentence
    } else found.push(sentence)
  }
  return found
}

function speakerOf(
  script: Script,
  by: ScriptLine['by'],
): { speaker: string; office: string | null } {
  if (typeof by !== 'string') return { speaker: by.name, office: by.office ?? null }
  if (by === 'host') return { speaker: moderators[0].name, office: moderators[0].office }
  const guest: ScriptGuest | undefined = script.guests.find(({ key }) => key === by)
  if (!guest) throw new Error(`no guest ${by} in edition ${script.edition}`)
  return { speaker: guest.name, office: `${guest.unit}${guest.office}` }
}
