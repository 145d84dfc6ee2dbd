import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { QUESTION_MIN } from '../../worker/contract/limits'
import type { PublicQuestion, Snapshot } from '../../worker/contract/views'
import { sessionWords } from '../../worker/contract/words/session'
import { similarTo } from '../../worker/domain/similar'
import { countCharacters } from '../../worker/domain/text'
import { Ballots, putVote } from '../lib/ballots'
import { readDraft } from '../lib/drafts'
import { AskForm, type AskFormProps } from '../views/ask-form'
import { Said } from './live-notices'

const ALIKE = 3
/** Far behind the best one, a question shares words by chance only. */
const NEAR = 0.5
const TYPING_MS = 350

/** The form with a count, and with what others have already asked while one types. */
export function AskLive(props: AskFormProps) {
  const { lang, slug, words } = props
  const t = sessionWords[lang]
  const [text, setText] = useState('')
  const [details, setDetails] = useState('')
  const [asked, setAsked] = useState('')
  const [questions, setQuestions] = useState<PublicQuestion[]>([])
  const [said, setSaid] = useState('')
  const [opened] = useState(Date.now)
  const [, redraw] = useState(0)
  const ballots = useRef(new Ballots([]))

  useEffect(() => {
    // A draft is put back by the form itself; the count must know of it.
    const draft = readDraft(`ask:${slug}`, Date.now())
    setText(words?.text || (draft?.['text'] ?? ''))
    setDetails(words?.details || (draft?.['details'] ?? ''))
    const read = async <T,>(path: string): Promise<T | null> => {
      const answer = await fetch(`/api/sessions/${slug}/${path}`)
      return answer.ok ? ((await answer.json()) as T) : null
    }
    void Promise.all([read<Snapshot>('snapshot'), read<{ mine: number[] }>('mine')]).then(
      ([snapshot, own]) => {
        ballots.current.replace(own?.mine ?? [])
        setQuestions(snapshot?.questions ?? [])
      },
      // Without the list there are no suggestions; asking works all the same.
      () => undefined,
    )
  }, [slug, words])

  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])

  const alike = useMemo(() => {
    if (countCharacters(asked) < QUESTION_MIN) return []
    const open = questions.filter((q) => q.text !== '' && q.state !== 'merged')
    const byNo = new Map(open.map((q) => [q.no, q]))
    const pool = open.map(({ no, text: of }) => ({ id: no, text: of }))
    const found = similarTo(asked, pool, ALIKE)
    const best = found[0]?.score ?? 0
    return found.filter(({ score }) => score >= best * NEAR).flatMap(({ id }) => byNo.get(id) ?? [])
  }, [asked, questions])

  const setVote = (no: number, on: boolean) => {
    ballots.current.want(no, on)
    redraw((n) => n + 1)
    void putVote(slug, no, on)
      .then((sent) => {
        if (sent.ok) {
          ballots.current.confirm(no, sent.on)
          setQuestions((all) => all.map((q) => (q.no === no ? { ...q, votes: sent.votes } : q)))
        } else {
          ballots.current.refuse(no)
          setSaid(sent.message ?? t.noVote.other)
        }
      })
      .catch(() => {
        ballots.current.refuse(no)
        setSaid(t.noVote.other)
      })
      .then(() => redraw((n) => n + 1))
  }

  return (
    <>
      <AskForm
        {...props}
        lengths={{ text: countCharacters(text), details: countCharacters(details) }}
        alike={alike}
        mine={new Set(ballots.current.all())}
        votes={new Map(alike.map((q) => [q.no, ballots.current.count(q.no, q.votes)]))}
        now={opened}
        setVote={setVote}
        onText={setText}
        onDetails={setDetails}
      />
      <Said text={said} lang={lang} close={() => setSaid('')} />
    </>
  )
}
