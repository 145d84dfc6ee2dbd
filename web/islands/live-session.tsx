import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../worker/contract/lang'
import { PAGE_SIZE } from '../../worker/contract/limits'
import type { RefusalCode } from '../../worker/contract/refusals'
import type { PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { countsHidden, questionsOpen } from '../../worker/domain/machine'
import { inOrder } from '../../worker/domain/ranking'
import { useIdle } from '../lib/idle'
import { ownSeed } from '../lib/own-seed'
import { LiveRoom } from '../lib/live-room'
import type { LiveState } from '../lib/live-state'
import { pictureLink } from '../lib/picture-link'
import type { LineState } from '../lib/socket'
import { PicturePlace } from '../views/picture-place'
import { SessionView, type LiveSessionProps } from '../views/session-live'
import { LineBanner, Said } from './live-notices'

const REORDER_IDLE_MS = 15_000

function stateFromPage(props: LiveSessionProps): LiveState {
  const questions = props.onStage ? [props.onStage, ...props.questions] : props.questions
  const { session, stage, next, balance, cases, totalQuestions, totalComments } = props
  return {
    ...props.room,
    ...(props.stream && { stream: props.stream }),
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

/** What is read out when the session moves; votes are not. */
function moveWords(before: LiveState, after: LiveState, lang: Lang): string | null {
  if (after.session.state === before.session.state) return null
  return sessionWords[lang].announceState(commonWords[lang].session[after.session.state])
}

/** What stands on stage for this reader: as the picture shows it, for whoever watches it, and else as it is. */
function stageFor(now: LiveState) {
  const { seen } = pictureLink
  if (seen) return seen
  const staged = now.stage ? (now.questions.get(now.stage.no) ?? null) : null
  return { stage: now.stage, staged, past: false }
}

/** A question is on stage, in the list too, only once the picture shows it there. */
function asSeen(question: PublicQuestion, now: LiveState, no: number | undefined): PublicQuestion {
  const early = question.no === now.stage?.no && question.no !== no
  return early && question.state === 'on_stage' ? { ...question, state: 'listed' } : question
}

function voteWords(what: RefusalCode | 'kept' | null, lang: Lang): string {
  const { noVote, voteKept } = sessionWords[lang]
  if (what === 'kept') return voteKept
  return what && what in noVote ? noVote[what as keyof typeof noVote] : noVote.other
}

/** The session page kept up to date; the list stays as it is under the hand until it is asked for anew. */
export function LiveSession(props: LiveSessionProps) {
  const { lang } = props
  const [room] = useState(() => new LiveRoom(stateFromPage(props), props.mine))
  const [, redraw] = useState(0)
  const [line, setLine] = useState<LineState>('connecting')
  const [said, setSaid] = useState('')
  const [announced, announce] = useState('')
  /** What is shown, in its order; the last known form stays for what is public no longer. */
  const [shown, setShown] = useState(() => props.questions)
  /** Everything known when that order was made. */
  const [seen, setSeen] = useState(() => ({
    questions: null as ReadonlySet<number> | null,
    comments: new Set(room.state.comments.keys()),
  }))

  useEffect(
    () =>
      room.follow({
        redraw: () => redraw((n) => n + 1),
        line: (state) => {
          setLine(state)
          if (state === 'live') setSaid('')
        },
        vote: (what) => setSaid(voteWords(what, lang)),
        moved: (before, after) => {
          const words = moveWords(before, after, lang)
          if (words) announce(words)
        },
      }),
    [room, lang],
  )

  const now = room.state
  const onStage = stageFor(now)
  useEffect(() => {
    pictureLink.onSeen = () => redraw((n) => n + 1)
    pictureLink.say = announce
  }, [])
  // Told in the moment it is known: what is taken off the air is off the screen before anything else is drawn.
  const { stream, stage } = now
  const connected = line === 'live'
  useLayoutEffect(() => {
    const staged = stage ? (now.questions.get(stage.no) ?? null) : null
    pictureLink.room = { stream, stage, staged, line: now.line, at: now.at, connected }
    pictureLink.onRoom?.()
  })
  // The stage is read out when this reader's picture has come to it.
  const { no } = onStage.stage ?? {}
  const stagedText = onStage.staged?.text
  const readOut = useRef(no)
  useEffect(() => {
    if (no === readOut.current || (no !== undefined && stagedText === undefined)) return
    readOut.current = no
    const t = sessionWords[lang]
    announce(no === undefined ? t.announceOff : t.announceStage(no, stagedText ?? ''))
  }, [no, stagedText, lang])
  const seed = countsHidden(now.session.state) ? ownSeed() : null
  // Everybody has an order of their own from the first look on; the server's is the same for many.
  const early = countsHidden(props.session.state)
  const { order: wanted } = props
  useEffect(() => {
    if (early && wanted) setShown((list) => inOrder(list, wanted, ownSeed()))
  }, [early, wanted])
  const open = questionsOpen(now.session.state)
  // The bar stands outside of what is drawn here; it goes when there is nothing more to ask.
  useEffect(() => {
    document.querySelector('.bottom-bar')?.toggleAttribute('hidden', !open)
  }, [open])
  const whole = room.whole()
  if (seen.questions === null && whole) {
    setSeen({ ...seen, questions: new Set(now.questions.keys()) })
  }
  const showFresh = () => {
    if (props.order !== null && whole) {
      const all = inOrder([...now.questions.values()], props.order, seed)
      setShown(all.slice(props.offset, props.offset + PAGE_SIZE))
    }
    setSeen({
      questions: whole ? new Set(now.questions.keys()) : seen.questions,
      comments: new Set(now.comments.keys()),
    })
  }
  useIdle(REORDER_IDLE_MS, showFresh)

  /** Whoever asks for the new ones sees them: where they rank below this page, in the order of arrival. */
  const showNew = () => {
    const { order, tab, session } = props
    if (tab === 'questions' && order !== null && order !== 'new') {
      const page = inOrder([...now.questions.values()], order, seed).slice(0, PAGE_SIZE)
      if (!page.some((question) => !seen.questions?.has(question.no))) {
        location.href = `/s/${session.slug}?order=new#list`
        return
      }
    }
    showFresh()
  }

  const gone = new Set<number>()
  const questions = shown.map((last): PublicQuestion => {
    const question = now.questions.get(last.no)
    if (!question) gone.add(last.no)
    return asSeen(question ?? last, now, no)
  })
  const votes = new Map(questions.map((q) => [q.no, room.ballots.count(q.no, q.votes)]))
  const known = seen.questions
  const freshQuestions =
    known && props.order && props.page === 1
      ? [...now.questions.values()].filter((q) => !known.has(q.no) && q.text !== '').length
      : 0
  const freshComments = [...now.comments.keys()].filter((no) => !seen.comments.has(no)).length

  return (
    <>
      <SessionView
        {...props}
        now={Math.max(props.now, now.at)}
        session={now.session}
        stage={onStage.stage}
        staged={onStage.staged}
        past={onStage.past}
        picture={props.pictureAt && <PicturePlace />}
        next={now.next}
        balance={now.balance}
        cases={now.cases}
        questions={questions}
        comments={[...now.comments.values()].filter((comment) => seen.comments.has(comment.no))}
        prompts={[...now.prompts.values()]}
        totalQuestions={now.totalQuestions}
        totalComments={now.totalComments}
        mine={room.ballots.all()}
        gone={gone}
        votes={votes}
        setVote={(no, on) => {
          setSaid('')
          room.vote(no, on)
        }}
        fresh={props.tab === 'comments' ? freshComments : freshQuestions}
        showFresh={showNew}
      />
      <Said text={said} lang={lang} close={() => setSaid('')} />
      <LineBanner state={line} lang={lang} />
      <output class="sr-only">{announced}</output>
    </>
  )
}
