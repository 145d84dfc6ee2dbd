import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { PAGE_SIZE, POLL_MS } from '../../worker/contract/limits'
import { PROTOCOL, type RoomFrame } from '../../worker/contract/live'
import type { RefusalCode } from '../../worker/contract/refusals'
import type { PublicQuestion, Snapshot } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { inOrder } from '../../worker/domain/ranking'
import { Ballots, putVote } from '../lib/ballots'
import { useIdle } from '../lib/idle'
import { applyDelta, applySnapshot, type LiveState } from '../lib/live-state'
import { Line, type LineState } from '../lib/socket'
import { SessionView, type SessionViewProps } from '../views/session-live'
import { LineBanner, Said } from './live-notices'

export interface LiveSessionProps extends SessionViewProps {
  /** Number of the room the page was rendered at. */
  room: { epoch: string; seq: number; at: number; viewers: number }
}

const REORDER_IDLE_MS = 15_000
const WHOLE_AGAIN_MS = 2_000

function stateFromPage(props: LiveSessionProps): LiveState {
  const questions = props.staged ? [props.staged, ...props.questions] : props.questions
  const { session, stage, next, balance, cases, totalQuestions, totalComments } = props
  return {
    ...props.room,
    session,
    stage,
    next,
    balance,
    cases,
    totalQuestions,
    totalComments,
    questions: new Map(questions.map((question) => [question.no, question])),
    comments: new Map(props.comments.map((comment) => [comment.no, comment])),
    prompts: new Map(props.prompts.map((prompt) => [prompt.no, prompt])),
  }
}

/** The session page kept up to date; the list stays as it is under the hand until it is asked for anew. */
export function LiveSession(props: LiveSessionProps) {
  const { lang, session } = props
  const { slug } = session
  const t = sessionWords[lang]
  const state = useRef<LiveState>(null as unknown as LiveState)
  if (!state.current) state.current = stateFromPage(props)
  const ballots = useMemo(() => new Ballots(props.mine), [])
  const [, redraw] = useState(0)
  const draw = () => redraw((n) => n + 1)
  const [line, setLine] = useState<LineState>('connecting')
  const [said, setSaid] = useState('')
  const [announced, announce] = useState('')
  /** Numbers in the order shown, and everything known when that order was made. */
  const [shown, setShown] = useState(() => props.questions.map((question) => question.no))
  const [seen, setSeen] = useState(() => ({
    questions: null as ReadonlySet<number> | null,
    comments: new Set(state.current.comments.keys()),
  }))
  const held = useRef(new Map<number, PublicQuestion>(props.questions.map((q) => [q.no, q])))
  const wire = useRef<Line<RoomFrame> | null>(null)
  const voter = useRef(false)

  const take = (next: LiveState) => {
    const before = state.current
    if (next === before) return
    state.current = next
    if (next.stage?.no !== before.stage?.no) {
      const staged = next.stage && next.questions.get(next.stage.no)
      announce(staged ? t.announceStage(staged.no, staged.text) : next.stage ? '' : t.announceOff)
    } else if (next.session.state !== before.session.state) {
      announce(t.announceState(commonWords[lang].session[next.session.state]))
      // From here on the page is the record's, drawn by the server.
      if (next.session.state === 'archived') location.reload()
    }
    draw()
  }

  const whole = () => {
    const known = state.current
    return known.questions.size >= known.totalQuestions
  }

  const send = (no: number, on: boolean) => {
    if (voter.current && wire.current?.send({ t: 'vote', r: no, q: no, on })) return
    void putVote(slug, no, on).then(
      (sent) => {
        if (!sent.ok) return refused(no, sent.code)
        confirmed(no, sent.on, sent.votes)
        // The answer brought a visitor's cookie; a new line lets the next vote go by socket.
        if (!voter.current) wire.current?.reopen()
      },
      () => setSaid(t.voteKept),
    )
  }

  const confirmed = (no: number, on: boolean, votes: number) => {
    ballots.confirm(no, on)
    const question = state.current.questions.get(no)
    if (question) {
      const questions = new Map(state.current.questions).set(no, { ...question, votes })
      state.current = { ...state.current, questions }
    }
    draw()
  }

  const refused = (no: number, code: RefusalCode | null) => {
    ballots.refuse(no)
    const known = t.noVote
    setSaid(code && code in known ? known[code as keyof typeof known] : known.other)
    draw()
  }

  useEffect(() => {
    let again = 0
    const readWhole = () => {
      if (whole() || state.current.totalQuestions > 500) return
      void opened.read().catch(() => undefined)
      again = window.setTimeout(readWhole, WHOLE_AGAIN_MS)
    }
    const hear = (frame: RoomFrame) => {
      if (frame.t === 'welcome') {
        if (frame.v !== PROTOCOL) return location.reload()
        voter.current = frame.voter
        if (frame.voter) ballots.replace(frame.mine)
        for (const [no, on] of ballots.wanted) send(no, on)
        readWhole()
        draw()
      } else if (frame.t === 'delta') {
        const next = applyDelta(state.current, frame)
        if (next === 'gap') opened.hello()
        else take(next.state)
      } else if (frame.t === 'snapshot') {
        void opened.read().then(
          () => opened.hello(),
          () => undefined,
        )
      } else if (frame.t === 'voted') confirmed(frame.q, frame.on, frame.votes)
      else if (frame.r !== undefined) refused(frame.r, frame.code)
    }
    const opened = new Line<RoomFrame>({
      path: `/api/sessions/${slug}/live`,
      hello: () => ({
        t: 'hello',
        v: PROTOCOL,
        epoch: state.current.epoch,
        seq: state.current.seq,
      }),
      heard: hear,
      changed: setLine,
      poll: {
        path: `/api/sessions/${slug}/snapshot`,
        everyMs: POLL_MS,
        heard: (body) => {
          take(applySnapshot(state.current, body as Snapshot))
          draw()
        },
      },
    })
    wire.current = opened
    opened.open()
    return () => {
      window.clearTimeout(again)
      opened.close()
    }
  }, [])

  const now = state.current
  if (seen.questions === null && whole()) {
    setSeen({ ...seen, questions: new Set(now.questions.keys()) })
  }

  const inNewOrder = () => {
    if (props.order === null || !whole()) return
    const order = inOrder([...now.questions.values()], props.order)
    setShown(order.slice(props.offset, props.offset + PAGE_SIZE).map((question) => question.no))
  }
  const showFresh = () => {
    inNewOrder()
    setSeen({
      questions: whole() ? new Set(now.questions.keys()) : seen.questions,
      comments: new Set(now.comments.keys()),
    })
  }
  useIdle(REORDER_IDLE_MS, showFresh)

  const gone = new Set<number>()
  const questions: PublicQuestion[] = []
  for (const no of shown) {
    const question = now.questions.get(no)
    if (question) held.current.set(no, question)
    else gone.add(no)
    const last = question ?? held.current.get(no)
    if (last) questions.push(last)
  }
  const votes = new Map(questions.map((q) => [q.no, ballots.count(q.no, q.votes)]))
  const freshQuestions = seen.questions
    ? [...now.questions.values()].filter((q) => !seen.questions?.has(q.no) && q.text !== '').length
    : 0
  const freshComments = [...now.comments.keys()].filter((no) => !seen.comments.has(no)).length

  return (
    <>
      <SessionView
        {...props}
        now={Math.max(props.now, now.at)}
        session={now.session}
        stage={now.stage}
        staged={now.stage ? (now.questions.get(now.stage.no) ?? null) : null}
        next={now.next}
        balance={now.balance}
        cases={now.cases}
        questions={questions}
        comments={[...now.comments.values()].filter((comment) => seen.comments.has(comment.no))}
        prompts={[...now.prompts.values()]}
        totalQuestions={now.totalQuestions}
        totalComments={now.totalComments}
        mine={ballots.all()}
        gone={gone}
        votes={votes}
        setVote={(no, on) => {
          setSaid('')
          ballots.want(no, on)
          draw()
          send(no, on)
        }}
        fresh={
          props.tab === 'comments'
            ? freshComments
            : props.order && props.page === 1
              ? freshQuestions
              : 0
        }
        showFresh={showFresh}
      />
      <Said text={said} lang={lang} close={() => setSaid('')} />
      <LineBanner state={line} lang={lang} />
      <output class="sr-only">{announced}</output>
    </>
  )
}
