import type { Told } from '../contract/refusals'
import type { Actor } from '../contract/room'
import {
  AHEAD_MS,
  EARLY_MS,
  LINES_MAX,
  type DeskLine,
  type DeskLines,
  type LineEdit,
  type LinesPage,
  type LinesRequest,
} from '../contract/transcript'
import { isPublic } from '../domain/projection'
import type { LineRecord } from '../domain/stream-records'
import { changeLine, deskLine, newLine, openTextCut, pageOfLines } from '../domain/transcript'
import type { RoomChain } from './chain'
import { no } from './intake'
import { textCuts } from './line-deltas'
import type { RoomState } from './state'

/** What note-takers write and read: loaded when one of them comes. What is handed a chain runs inside a transaction. */

/** Whoever has not said for this long that they are typing has stopped. */
const TYPING_MS = 5_000

/** Lines told by one entry of the chain: an entry is one row, and rows have a limit. */
const ENTRY_LINES = 200

/** Who types just now, by member of staff; in memory only. */
export type Typing = Map<string, { name: string; speaker: string; at: number }>

const revisionsOf = (state: RoomState, id: string) =>
  state.revisions.filter(({ entity, entityId }) => entity === 'line' && entityId === id)

/** What is wrong with an edit before anything is written, or null. */
function wrong(state: RoomState, edit: LineEdit, now: number): Told<never> | null {
  const { state: stands, liveAt, startsAt } = state.session
  if (!['live', 'paused', 'wrapped', 'closed'].includes(stands)) return no('SESSION_MOVE')
  const row = state.lines.get(edit.id)
  if (edit.removed) return row ? null : no('NOT_FOUND')
  const from = (liveAt ?? startsAt) - EARLY_MS
  if (edit.at < from || edit.at > now + AHEAD_MS) return no('INVALID', { field: 'at' })
  if (edit.question === null || edit.question === row?.questionNo) return null
  const question = state.questions.get(edit.question)
  return question && isPublic(question) ? null : no('INVALID', { field: 'question' })
}

/** Writes one edit. A refusal has written nothing. */
function take(state: RoomState, edit: LineEdit, actor: Actor, now: number): Told<LineRecord> {
  const refused = wrong(state, edit, now)
  if (refused) return refused
  const held = state.lines.get(edit.id)
  if (!held) {
    if (edit.seen !== 0) return no('NOT_FOUND')
    if (state.lines.size >= LINES_MAX) return no('NOT_POSSIBLE', { max: LINES_MAX })
    const { wrappedAt } = state.session
    const row = newLine(edit, state.session.id, actor, wrappedAt !== null, now)
    return { ok: true, value: state.putLine(row) }
  }
  const earlier = revisionsOf(state, edit.id)
  const change = changeLine(held, edit, earlier, actor, now)
  if (change.what === 'same') return { ok: true, value: held }
  if (change.what === 'why') return no('EMPTY', { field: 'why' })
  const elsewhere = state.revisions.some(
    ({ id, entityId }) => id === edit.op && entityId !== edit.id,
  )
  if (change.what === 'conflict' || elsewhere) {
    const last = earlier.at(-1)
    const by = last?.by ?? held.by
    return no('CONFLICT', { by, at: held.revisedAt ?? held.enteredAt })
  }
  if (change.revision) state.putRevision(change.revision)
  if (change.erases) {
    for (const one of earlier) state.putRevisionErased(one)
    // What was committed to of its words can never be opened again.
    state.tombstones.add(`line:${edit.id}`)
  }
  return { ok: true, value: state.putLine(change.row) }
}

/** One line, new or changed. */
export function writeLine(
  state: RoomState,
  chain: RoomChain,
  edit: LineEdit,
  actor: Actor,
  now: number,
): Told<DeskLine> {
  const act = edit.removed ? 'remove_line' : edit.seen === 0 ? 'write_line' : 'change_line'
  const told = chain.by(actor, act, now, () => take(state, edit, actor, now))
  return told.ok ? { ok: true, value: deskLine(told.value, actor.id) } : told
}

/** Many new lines at once, all or none. */
export function importLines(
  state: RoomState,
  chain: RoomChain,
  edits: readonly LineEdit[],
  actor: Actor,
  now: number,
): Told<{ lines: number }> {
  if (state.lines.size + edits.length > LINES_MAX) return no('NOT_POSSIBLE', { max: LINES_MAX })
  for (const edit of edits) {
    const refused = wrong(state, edit, now)
    if (refused) return refused
    const held = state.lines.get(edit.id)
    if (held && changeLine(held, edit, revisionsOf(state, edit.id), actor, now).what !== 'same') {
      return no('CONFLICT')
    }
  }
  const before = state.lines.size
  for (let from = 0; from < edits.length; from += ENTRY_LINES) {
    chain.by(actor, 'import_lines', now, () => {
      for (const edit of edits.slice(from, from + ENTRY_LINES)) take(state, edit, actor, now)
    })
  }
  return { ok: true, value: { lines: state.lines.size - before } }
}

/** The text record as anybody may read it. */
export function lines(state: RoomState, request: LinesRequest): LinesPage {
  return pageOfLines(state.lineOrder(), state.revisions, textCuts(state), request)
}

/** What a note-taker's desk does not know yet, and who else types. */
export function deskLines(
  state: RoomState,
  typing: Typing,
  from: { epoch: string; seq: number; typing: string | null },
  actor: Actor,
  now: number,
): DeskLines {
  if (from.typing === null) typing.delete(actor.id)
  else typing.set(actor.id, { name: actor.name, speaker: from.typing, at: now })
  for (const [id, { at }] of typing) if (at < now - TYPING_MS) typing.delete(id)
  const since = from.epoch === state.epoch ? from.seq : 0
  const staged = state.stage && state.questions.get(state.stage.no)
  const rows = state.lineOrder()
  return {
    epoch: state.epoch,
    seq: state.seq,
    at: now,
    state: state.session.state,
    stage: state.stage && staged ? { ...state.stage, title: staged.text } : null,
    guests: state.session.guests,
    lines: rows.filter((row) => row.version > since).map((row) => deskLine(row, actor.id)),
    total: rows.filter((row) => !row.removed).length,
    typing: [...typing]
      .filter(([id]) => id !== actor.id)
      .map(([, { name, speaker }]) => ({ name, speaker })),
    cut: openTextCut(textCuts(state)),
  }
}
