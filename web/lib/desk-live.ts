import { POLL_MS, UNDO_MS } from '../../worker/contract/limits'
import { PROTOCOL } from '../../worker/contract/live'
import type { RefusalCode } from '../../worker/contract/refusals'
import { shortHead } from '../../worker/domain/chain'
import type { Decision, DeskDelta, DeskState } from '../../worker/contract/room'
import type { SessionState } from '../../worker/contract/states'
import { deskShortWords } from '../../worker/contract/words/desk-short'
import { numbers, wordsOf, type DeskProps } from '../views/desk/desk-props'
import { inRecord } from '../views/desk/lists'
import {
  seenOf,
  type Connection,
  type DeskAction,
  type DeskDoes,
  type DeskModel,
  type Entry,
} from '../views/desk/model'
import { deskApi, type Answered } from './desk-api'
import { applyDelta } from './desk-state'
import { proveHere } from './prove'
import { Line, type LineState } from './socket'
import { toHex } from '../../worker/domain/bytes'

/** The desk's wires: the socket that keeps it up to date, and what its buttons send. */

export interface DeskWires extends DeskDoes {
  open(): void
  close(): void
  /** Tells the others which item is looked at here. */
  hold(no: number | null): void
}

type Correction = Extract<Decision, { act: 'correct_answer' }>

/** A key of its own for one sending, also where the page is not served over TLS. */
function newKey(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)))
}

type Frame = DeskDelta | { t: 'snapshot' } | { t: 'no'; code?: RefusalCode }

const connectionOf: Record<LineState, Connection> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'retrying',
  polling: 'polling',
}

export function deskWires(
  get: () => DeskModel,
  act: (action: DeskAction) => void,
  lang: DeskProps['lang'],
  /** The room's clock, epoch ms. */
  clock: () => number,
): DeskWires {
  const { slug } = get().desk.snapshot.session
  const api = deskApi(slug)
  const { w, c } = wordsOf(lang)

  const took = (desk: DeskState) => act({ do: 'state', desk })
  const refresh = async () => {
    const answer = await api.state()
    if (answer.ok) took(answer.value)
  }

  const line: Line<Frame> = new Line<Frame>({
    path: `/api/desk/sessions/${slug}/live`,
    hello: () => ({ t: 'hello', v: PROTOCOL, epoch: get().desk.epoch, seq: get().desk.seq }),
    changed: (state) => {
      act({ do: 'connection', connection: connectionOf[state] })
      // A new line knows nothing of what is looked at here.
      const { column, selected } = get()
      if (state === 'live' && selected !== null && column !== 'comments' && column !== 'prompts') {
        line.send({ t: 'hold', q: selected })
      }
    },
    heard: (frame) => {
      if (frame.t === 'snapshot') {
        void refresh().then(() => line.hello())
        return
      }
      if (frame.t === 'no' && frame.code === 'SIGN_IN_FIRST') {
        // A dialog somebody is typing into stays: what it sends is asked about when it is sent.
        if (get().dialog === null) {
          const retry = () => line.reopen()
          act({ do: 'dialog', dialog: { kind: 'prove', signedOut: true, retry } })
        } else {
          act({ do: 'notice', notice: { text: deskShortWords[lang].sign_in, tone: 'bad' } })
        }
      }
      if (frame.t !== 'desk') return
      const applied = applyDelta(get().desk, frame)
      if (applied.kind === 'applied') took(applied.desk)
      if (applied.kind === 'missed') line.hello()
      if (applied.kind === 'other_life') void refresh().then(() => line.hello())
    },
    poll: {
      path: `/api/desk/sessions/${slug}`,
      everyMs: POLL_MS,
      heard: (body) => took(body as DeskState),
    },
  })

  /** Puts a refusal where it can be read: a conflict beside the item, a move beside its list, the rest as a line. */
  const refused = async (
    nos: number[],
    answer: Answered<unknown> & { ok: false },
    moving: SessionState | undefined,
    /** Sends the same once more, after whoever sits here has proved who they are. */
    retry: () => void,
  ) => {
    const { code, facts, message } = answer
    if (code === 'PROVE_AGAIN' || code === 'SIGN_IN_FIRST') {
      const signedOut = code === 'SIGN_IN_FIRST'
      act({ do: 'refused', nos, notice: null, dialog: { kind: 'prove', signedOut, retry } })
      return
    }
    if (code === 'OFFLINE') {
      act({ do: 'refused', nos, notice: { text: w.broken, tone: 'bad' } })
      return
    }
    if (!inRecord(get().desk)) await refresh()
    if (moving) {
      act({
        do: 'refused',
        nos,
        notice: null,
        dialog: { kind: 'move', to: moving, code, facts, message },
      })
    } else if (
      ['CONFLICT', 'NOT_POSSIBLE', 'QUESTION_CLOSED', 'SECOND_PERSON'].includes(code) &&
      nos.length > 0
    ) {
      act({
        do: 'refused',
        nos,
        notice: null,
        dialog: { kind: 'conflict', code, facts, nos, message },
      })
    } else {
      act({ do: 'refused', nos, notice: { text: `${w.refused}${message}`, tone: 'bad' } })
    }
  }

  const decide = async (decisions: Decision[], moving?: SessionState) => {
    const nos = [...new Set(decisions.flatMap(nosOf))]
    act({ do: 'sent', nos })
    const events: number[] = []
    for (const decision of decisions) {
      // One after the other: the later ones build on the earlier.
      const answer = await api.decide(freshened(decision, events.length > 0))
      if (!answer.ok) {
        const left = decisions.slice(events.length)
        await refused(nos, answer, moving, () => void decide(left, moving))
        return
      }
      events.push(answer.value.event)
    }
    const first = decisions[0]
    if (!first) return
    const label = first.act === 'undo' ? w.done.undo() : w.done[first.act](numbers(w, c, nos))
    act({
      do: 'decided',
      nos,
      undo:
        !canUndo.has(first.act) || events.length === 0
          ? null
          : { events, label, until: clock() + UNDO_MS },
      notice: { text: label, tone: 'ok' },
      drop: dropsDraft(first) ? nos : [],
    })
    // Without a socket nobody tells us what our own decision changed.
    if (line.state !== 'live') await refresh()
  }

  /** Before a room opens, and when it hands over, the truth changes hands: the page then starts anew. */
  const recordMoves = (
    from: SessionState,
  ): Partial<Record<SessionState, () => Promise<Answered<unknown>>>> => ({
    announced: api.announce,
    archived: api.archive,
    ...(from === 'draft' || from === 'announced'
      ? { collecting: api.open, cancelled: api.cancel }
      : {}),
  })

  /** In the record there is no room to decide: an answer is corrected there, in the open. */
  const correctInRecord = async (correction: Correction): Promise<void> => {
    const { no, answer, text, why } = correction
    act({ do: 'sent', nos: [no] })
    const done = await api.correct(answer, text, why)
    if (done.ok) location.reload()
    else await refused([no], done, undefined, () => void correctInRecord(correction))
  }

  /** `key` stays the same when it is sent once more. */
  const enter = async (entry: Entry, key: string): Promise<void> => {
    const answer = await api.enter(entry, key)
    if (!answer.ok) {
      await refused([], answer, undefined, () => void enter(entry, key))
      return
    }
    const { text, name, channel } = entry
    act({ do: 'notice', notice: { text: w.entered(answer.value.no), tone: 'ok' } })
    const head = await api.head()
    const seal = head.ok ? shortHead(head.value) : null
    const slip = { kind: 'slip', receipt: answer.value, text, name, channel, seal } as const
    act({ do: 'dialog', dialog: slip })
    if (line.state !== 'live') await refresh()
  }

  const overlayLink = async (revoke: boolean): Promise<void> => {
    const answer = await api.overlayLink(revoke)
    if (answer.ok) {
      act({ do: 'dialog', dialog: { kind: 'overlay', url: answer.value.url } })
      return
    }
    act({ do: 'dialog', dialog: null })
    await refused([], answer, undefined, () => void overlayLink(revoke))
  }

  return {
    act,
    decide: (...decisions) => {
      const [first] = decisions
      if (inRecord(get().desk) && first?.act === 'correct_answer') void correctInRecord(first)
      else void decide(decisions)
    },
    undo: () => {
      const { undo } = get()
      if (undo) void decide(undo.events.toReversed().map((event) => ({ act: 'undo', event })))
    },
    enter: (entry) => {
      act({ do: 'dialog', dialog: null })
      void enter(entry, newKey())
    },
    move: (to) => {
      if (to === 'draft') return
      const call = recordMoves(get().desk.snapshot.session.state)[to]
      if (!call) {
        if (to === 'announced' || to === 'archived') return
        void decide([{ act: 'move', to }], to)
        return
      }
      act({ do: 'dialog', dialog: null })
      const go = async (): Promise<void> => {
        const answer = await call()
        if (answer.ok) location.reload()
        else await refused([], answer, to, () => void go())
      }
      void go()
    },
    overlayLink: (revoke) => void overlayLink(revoke),
    stage: (no) => {
      const { session, stage } = get().desk.snapshot
      const wait =
        session.state !== 'live'
          ? w.stage_not_live
          : stage && stage.no !== no
            ? w.stage_taken(stage.no)
            : null
      if (wait) act({ do: 'notice', notice: { text: wait, tone: 'bad' } })
      else void decide([{ act: 'stage', no, seen: seenOf(get().desk, [no]) }])
    },
    print: () => window.print(),
    undated: async (text) => {
      const answer = await api.undated(text)
      return answer.ok ? answer.value.message : ''
    },
    ready: async () => {
      const answer = await api.ready()
      return answer.ok ? answer.value.lines.filter(({ light }) => light === 'red') : null
    },
    prove: async (signedOut) => {
      const proved = await proveHere(signedOut)
      if (proved && signedOut) line.reopen()
      return proved
    },
    open: () => {
      if (!inRecord(get().desk)) line.open()
      else act({ do: 'connection', connection: 'live' })
    },
    close: () => line.close(),
    hold: (no) => void line.send({ t: 'hold', q: no }),
  }
}

/** The questions (or comments) a decision is about. */
export function nosOf(decision: Decision): number[] {
  // Whoever may not speak: what they sent before stays where it is.
  if (decision.act === 'mute') return []
  if ('nos' in decision) return decision.nos
  return 'no' in decision ? [decision.no] : []
}

/** What the room can take back; the rest is corrected by another decision. */
const canUndo: ReadonlySet<Decision['act']> = new Set([
  'approve',
  'reject',
  'redirect',
  'merge',
  'unmerge',
  'place',
  'stage',
  'unstage',
  'answer',
  'hand_off',
  'take_down',
  'approve_comment',
  'reject_comment',
  'take_down_comment',
  'mute',
])

const dropsDraft = ({ act }: Decision) => act === 'answer' || act === 'hand_off'

/** A later step of several acts on what the first one has just changed, so it brings no version of its own. */
function freshened(decision: Decision, later: boolean): Decision {
  if (!later || !('seen' in decision)) return decision
  const { seen: _seen, ...rest } = decision
  return rest
}
