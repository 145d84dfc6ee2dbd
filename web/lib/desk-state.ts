import type { DeskDelta, DeskState } from '../../worker/contract/room'
import { agendaRows, commentsOf, pendingOf, rowsOf, waits } from '../views/desk/lists'
import {
  commentOf,
  draftOf,
  questionOf,
  type Column,
  type DeskAction,
  type DeskModel,
} from '../views/desk/model'

/** How the desk changes: by what the room tells, and by what the moderator does. Pure; no clock, no network. */

function upsert<T extends { no: number }>(held: readonly T[], changed: readonly T[]): T[] {
  const fresh = new Map(changed.map((item) => [item.no, item]))
  const kept = held.map((item) => {
    const next = fresh.get(item.no)
    fresh.delete(item.no)
    return next ?? item
  })
  return [...kept, ...fresh.values()]
}

/** What a frame made of the state held; `missed` says that something before it is lacking. */
export type Applied =
  | { kind: 'applied'; desk: DeskState }
  | { kind: 'old' }
  | { kind: 'missed' }
  | { kind: 'other_life' }

/** Lays a delta over the state. Values are absolute, so one that overlaps does no harm. */
export function applyDelta(desk: DeskState, delta: DeskDelta): Applied {
  if (delta.epoch !== desk.epoch) return { kind: 'other_life' }
  if (delta.from > desk.seq) return { kind: 'missed' }
  if (delta.seq < desk.seq) return { kind: 'old' }
  const { prompts, ...snapshot } = delta.snapshot ?? {}
  return {
    kind: 'applied',
    desk: {
      ...desk,
      seq: delta.seq,
      at: delta.at,
      snapshot: {
        ...desk.snapshot,
        ...snapshot,
        prompts: prompts ? upsert(desk.snapshot.prompts, prompts) : desk.snapshot.prompts,
      },
      units: delta.units ?? desk.units,
      questions: delta.questions ? upsert(desk.questions, delta.questions) : desk.questions,
      comments: delta.comments ? upsert(desk.comments, delta.comments) : desk.comments,
      ...(delta.bursts && { bursts: delta.bursts }),
      ...(delta.reports && { reports: delta.reports }),
      ...(delta.mutes && { mutes: delta.mutes }),
      ...(delta.cuts && { cuts: delta.cuts }),
      staff: delta.staff ?? desk.staff,
      health: delta.health ?? desk.health,
    },
  }
}

const paneOf: Record<Column, DeskModel['pane']> = {
  pending: 'left',
  comments: 'left',
  agenda: 'middle',
  settled: 'middle',
  prompts: 'middle',
}

/** Shows the list a column means, and puts the cursor into it. */
function showing(model: DeskModel, column: Column): DeskModel {
  const next = { ...model, column, pane: paneOf[column] }
  if (column === 'pending' || column === 'comments') return { ...next, left: column }
  return { ...next, middle: column }
}

const between = (rows: readonly number[], a: number, b: number) => {
  const from = rows.indexOf(a)
  const to = rows.indexOf(b)
  if (from < 0 || to < 0) return [b]
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1)
}

const withAll = (marked: readonly number[], nos: readonly number[]) => [
  ...new Set([...marked, ...nos]),
]

function select(model: DeskModel, column: Column, no: number, range = false): DeskModel {
  const sameColumn = model.column === column
  const next = showing(model, column)
  const rows = rowsOf(next)
  const anchor = sameColumn ? (model.anchor ?? model.selected ?? no) : no
  return {
    ...next,
    selected: no,
    place: Math.max(0, rows.indexOf(no)),
    anchor: range ? anchor : no,
    marked: range
      ? withAll(sameColumn ? model.marked : [], between(rows, anchor, no))
      : sameColumn
        ? model.marked
        : [],
  }
}

function step(model: DeskModel, by: 1 | -1, range = false): DeskModel {
  const rows = rowsOf(model)
  if (rows.length === 0) return model
  const at = model.selected === null ? -1 : rows.indexOf(model.selected)
  // The item under the cursor has left its list: the cursor stands where it stood.
  const next =
    at >= 0 ? at + by : model.selected === null ? 0 : by === 1 ? model.place : model.place - 1
  const no = rows[Math.min(rows.length - 1, Math.max(0, next))]
  return no === undefined ? model : select(model, model.column, no, range)
}

/** After a decision the cursor goes to the next item that is not decided, so that a queue is read by one key. */
function passOver(model: DeskModel, nos: readonly number[]): DeskModel {
  const marked = model.marked.filter((no) => !nos.includes(no))
  if (model.selected === null || !nos.includes(model.selected)) return { ...model, marked }
  const rows = rowsOf(model)
  const at = rows.indexOf(model.selected)
  const after = rows.slice(at + 1).find((no) => !nos.includes(no) && !model.busy.includes(no))
  const before = rows
    .slice(0, Math.max(0, at))
    .findLast((no) => !nos.includes(no) && !model.busy.includes(no))
  const no = after ?? before ?? null
  return { ...model, marked, selected: no, anchor: no, place: no === null ? 0 : rows.indexOf(no) }
}

/** Where an item stands now, to jump to it from a list of what is in the way. */
function columnFor(model: DeskModel, no: number): Column {
  const question = questionOf(model.desk, no)
  if (!question) return model.column
  if (waits(question)) return 'pending'
  return question.state === 'listed' || question.state === 'on_stage' ? 'agenda' : 'settled'
}

/** The desk after an action. */
export function deskAfter(model: DeskModel, action: DeskAction): DeskModel {
  switch (action.do) {
    case 'mode': {
      const next = { ...model, mode: action.mode, marked: [] }
      return action.mode === 'review' ? showing(next, 'pending') : next
    }
    case 'order':
      return { ...model, order: action.order }
    case 'column':
      return action.column === model.column
        ? showing(model, action.column)
        : { ...showing(model, action.column), selected: null, anchor: null, marked: [], place: 0 }
    case 'pane':
      return { ...model, pane: action.pane }
    case 'select':
      return select(model, action.column, action.no, action.range)
    case 'step':
      return step(model, action.by, action.range)
    case 'mark': {
      if (action.range) return select(model, model.column, action.no, true)
      const marked = model.marked.includes(action.no)
        ? model.marked.filter((no) => no !== action.no)
        : [...model.marked, action.no]
      return { ...model, marked, anchor: action.no }
    }
    case 'mark_all':
      return { ...model, marked: withAll(model.marked, action.nos) }
    case 'unmark':
      return { ...model, marked: [], anchor: model.selected }
    case 'fold':
      return {
        ...model,
        unfolded: model.unfolded.includes(action.lead)
          ? model.unfolded.filter((no) => no !== action.lead)
          : [...model.unfolded, action.lead],
      }
    case 'find':
      return { ...model, find: action.text }
    case 'jump':
      return {
        ...select({ ...model, find: '' }, columnFor(model, action.no), action.no),
        dialog: null,
      }
    case 'dialog':
      return { ...model, dialog: action.dialog }
    case 'draft': {
      const draft = { ...draftOf(model, action.no, model.desk.snapshot.stage), ...action.draft }
      return { ...model, drafts: { ...model.drafts, [action.no]: draft } }
    }
    case 'keys':
      return { ...model, keys: action.on }
    case 'sent':
      return {
        ...passOver(model, leaving(model, action.nos)),
        busy: withAll(model.busy, action.nos),
        dialog: null,
        notice: null,
      }
    case 'decided': {
      const drafts = { ...model.drafts }
      for (const no of action.drop ?? []) delete drafts[no]
      return { ...settled(model, action.nos), drafts, undo: action.undo, notice: action.notice }
    }
    case 'refused':
      return {
        ...settled(model, action.nos),
        notice: action.notice,
        dialog: action.dialog ?? model.dialog,
      }
    case 'notice':
      return { ...model, notice: action.notice }
    case 'expire':
      return model.undo && model.undo.until <= action.now ? { ...model, undo: null } : model
    case 'connection':
      return { ...model, connection: action.connection }
    case 'state':
      return arrived(model, action.desk)
  }
}

/** Of the numbers sent, those that will leave the list the cursor stands in. */
function leaving(model: DeskModel, nos: readonly number[]): readonly number[] {
  return model.column === 'pending' || model.column === 'comments' ? nos : []
}

const settled = (model: DeskModel, nos: readonly number[]): DeskModel => ({
  ...model,
  busy: model.busy.filter((no) => !nos.includes(no)),
})

/** Keeps the cursor on its item, and drops marks of what is decided by now. */
function arrived(model: DeskModel, desk: DeskState): DeskModel {
  const next = { ...model, desk }
  const waiting = new Set(
    model.column === 'comments'
      ? commentsOf(desk).map((comment) => comment.no)
      : model.column === 'pending'
        ? pendingOf(desk).map((question) => question.no)
        : agendaRows(desk, 'hand').map((question) => question.no),
  )
  const at = model.selected === null ? -1 : rowsOf(next).indexOf(model.selected)
  const known =
    model.selected === null ||
    model.column === 'prompts' ||
    Boolean(
      model.column === 'comments'
        ? commentOf(desk, model.selected)
        : questionOf(desk, model.selected),
    )
  return {
    ...next,
    selected: known ? model.selected : null,
    place: at >= 0 ? at : model.place,
    marked:
      model.column === 'settled' ? model.marked : model.marked.filter((no) => waiting.has(no)),
  }
}
