import type { Receipt, PublicAnswer, Stage } from '../../../worker/contract/views'
import type { RefusalCode, RefusalFacts } from '../../../worker/contract/refusals'
import type { Decision, DeskComment, DeskQuestion, DeskState } from '../../../worker/contract/room'
import type { ReadyLine } from '../../../worker/contract/ready'
import type { EnteredChannel, SessionState, Solved } from '../../../worker/contract/states'

/** What the desk holds and shows. The server renders it once, the island keeps it up to date. */

export type Mode = 'host' | 'review'
/** The lists a cursor can stand in. */
export type Column = 'pending' | 'comments' | 'agenda' | 'settled' | 'prompts'
/** On a narrow screen one of the three columns is shown. */
export type Pane = 'left' | 'middle' | 'right'
export type Connection = 'connecting' | 'live' | 'retrying' | 'polling'

/** What a moderator has typed about an answer and not sent yet. */
export interface AnswerDraft {
  speaker: string
  office: string
  unit: string
  text: string
  /** Nothing is ticked beforehand: answered and solved are two facts. */
  solved: Solved | null
  followUp: string[]
  /** Whether it says openly that it answers others together with this one. */
  joint?: boolean
}

export type Dialog =
  | { kind: 'reject'; nos: number[]; of: 'question' | 'comment' }
  | { kind: 'redirect'; no: number }
  | { kind: 'merge'; nos: number[] }
  | { kind: 'edit'; no: number }
  | { kind: 'note'; no: number }
  | { kind: 'enter' }
  | {
      kind: 'slip'
      receipt: Receipt
      text: string
      name: string
      channel: EnteredChannel
      /** Where the portal's audit chain stands, in short. */
      seal: string | null
    }
  | { kind: 'written'; no: number }
  | { kind: 'hand_off'; nos: number[] }
  | { kind: 'take_down'; no: number; of: 'question' | 'comment' }
  | { kind: 'reopen'; no: number }
  | { kind: 'correct'; no: number; answer: PublicAnswer }
  | { kind: 'guest' }
  | { kind: 'mute'; no: number; of: 'question' | 'comment' }
  | { kind: 'mutes' }
  | { kind: 'quota' }
  | { kind: 'ask_back' }
  | { kind: 'sum_up'; no: number }
  /** `message`: the refusal as the server words it. */
  | { kind: 'move'; to: SessionState; code?: RefusalCode; facts?: RefusalFacts; message?: string }
  | { kind: 'conflict'; code: RefusalCode; facts: RefusalFacts; nos: number[]; message: string }
  | { kind: 'details'; no: number }
  | { kind: 'overlay'; url: string | null }
  | { kind: 'appeal'; no: number }
  | { kind: 'keys' }
  /** Somebody has to prove who they are before `retry` can go through. */
  | { kind: 'prove'; signedOut: boolean; retry: () => void }

export interface Undo {
  /** Audit events to take back, in the order they happened. */
  events: number[]
  label: string
  /** Epoch ms until which the room takes it back. */
  until: number
}

/** One line that says what just happened; `bad` ones interrupt. */
export interface Notice {
  text: string
  tone: 'ok' | 'bad'
}

export interface DeskModel {
  desk: DeskState
  mode: Mode
  order: 'hand' | 'votes'
  left: 'pending' | 'comments'
  middle: 'agenda' | 'settled' | 'prompts'
  pane: Pane
  column: Column
  selected: number | null
  /** Where in its list the cursor stood, so that it stays there when the item leaves. */
  place: number
  marked: number[]
  anchor: number | null
  /** Leads of the clusters that are unfolded. */
  unfolded: number[]
  find: string
  dialog: Dialog | null
  /** Numbers on their way to the room. */
  busy: number[]
  undo: Undo | null
  notice: Notice | null
  connection: Connection
  drafts: Record<number, AnswerDraft>
  /** Whether the keyboard shortcuts are on. */
  keys: boolean
}

/** The desk as it opens: host's view, nothing selected that was not there. */
export function openDesk(desk: DeskState): DeskModel {
  return {
    desk,
    mode: 'host',
    order: 'hand',
    left: 'pending',
    middle: 'agenda',
    pane: 'left',
    column: 'pending',
    selected: null,
    place: 0,
    marked: [],
    anchor: null,
    unfolded: [],
    find: '',
    dialog: null,
    busy: [],
    undo: null,
    notice: null,
    connection: 'connecting',
    drafts: {},
    keys: true,
  }
}

/** Everything that changes what the desk shows; `web/lib/desk-state.ts` says how. */
export type DeskAction =
  | { do: 'mode'; mode: Mode }
  | { do: 'order'; order: 'hand' | 'votes' }
  | { do: 'column'; column: Column }
  | { do: 'pane'; pane: Pane }
  | { do: 'select'; column: Column; no: number; range?: boolean }
  | { do: 'step'; by: 1 | -1; range?: boolean }
  | { do: 'mark'; no: number; range?: boolean }
  | { do: 'mark_all'; nos: number[] }
  | { do: 'unmark' }
  | { do: 'fold'; lead: number }
  | { do: 'find'; text: string }
  | { do: 'jump'; no: number }
  | { do: 'dialog'; dialog: Dialog | null }
  | { do: 'draft'; no: number; draft: Partial<AnswerDraft> }
  | { do: 'keys'; on: boolean }
  | { do: 'sent'; nos: number[] }
  /** `drop` names the drafts that are no longer needed. */
  | { do: 'decided'; nos: number[]; undo: Undo | null; notice: Notice | null; drop?: number[] }
  | { do: 'refused'; nos: number[]; notice: Notice | null; dialog?: Dialog }
  | { do: 'notice'; notice: Notice | null }
  | { do: 'expire'; now: number }
  | { do: 'connection'; connection: Connection }
  | { do: 'state'; desk: DeskState }

/** A question entered for somebody (代录). */
export interface Entry {
  text: string
  details: string
  name: string
  channel: EnteredChannel
  direct: 'pending' | 'list' | 'stage'
}

/** What the views can ask for. On the server nothing is listening. */
export interface DeskDoes {
  act(action: DeskAction): void
  /** Several are carried out one after the other, and taken back together. */
  decide(...decisions: Decision[]): void
  enter(entry: Entry): void
  move(to: SessionState): void
  undo(): void
  /** `revoke` ends the links given before. */
  overlayLink(revoke: boolean): void
  /** Puts a question on stage, or says why it has to wait. */
  stage(no: number): void
  print(): void
  /** What is not ready before the start; null where it cannot be found out. */
  ready(): Promise<ReadyLine[] | null>
  /** What to say of promises without a time in an answer; empty where there is nothing, or nobody to ask. */
  undated(text: string): Promise<string>
  /** By a passkey; whether it worked. */
  prove(signedOut: boolean): Promise<boolean>
}

export const nobodyListens: DeskDoes = {
  act() {},
  decide() {},
  enter() {},
  move() {},
  undo() {},
  overlayLink() {},
  stage() {},
  print() {},
  ready: async () => null,
  undated: async () => '',
  prove: () => Promise.resolve(false),
}

export function questionOf(desk: DeskState, no: number | null): DeskQuestion | undefined {
  return no === null ? undefined : desk.questions.find((question) => question.no === no)
}

export function commentOf(desk: DeskState, no: number | null): DeskComment | undefined {
  return no === null ? undefined : desk.comments.find((comment) => comment.no === no)
}

/** The versions a decision is based on, so that the room can tell who came second. */
export function seenOf(desk: DeskState, nos: readonly number[]): Record<number, number> {
  const seen: Record<number, number> = {}
  for (const no of nos) {
    const question = questionOf(desk, no)
    if (question) seen[no] = question.version
  }
  return seen
}

/** What an answer starts from: whoever is named on the stage, else the only guest, else nobody. */
export function emptyDraft(desk: DeskState, stage: Stage | null = null): AnswerDraft {
  const { guests, unit } = desk.snapshot.session
  const named = stage?.speaker
    ? guests.find((guest) => guest.name === stage.speaker)
    : guests.length === 1
      ? guests[0]
      : undefined
  return {
    speaker: stage?.speaker ?? named?.name ?? '',
    office: named?.office ?? stage?.office ?? '',
    unit: named?.unit ?? (stage?.speaker ? unit : ''),
    text: '',
    solved: null,
    followUp: [],
  }
}

export function draftOf(model: DeskModel, no: number, stage: Stage | null = null): AnswerDraft {
  return model.drafts[no] ?? emptyDraft(model.desk, stage)
}

/** Whether an answer can be sent: who, what, and whether it solved the matter. */
export function draftReady(draft: AnswerDraft): boolean {
  return Boolean(
    draft.speaker.trim() &&
    draft.office.trim() &&
    draft.unit.trim() &&
    draft.text.trim() &&
    draft.solved,
  )
}
