import { useEffect, useState } from 'preact/hooks'
import { QUESTION_MIN } from '../../worker/contract/limits'
import { ALIKE_SHOWN, type AlikeItem } from '../../worker/contract/search'
import { sessionWords } from '../../worker/contract/words/session'
import { countCharacters } from '../../worker/domain/text'
import { putVote } from '../lib/ballots'
import { readDraft } from '../lib/drafts'
import { AskForm, type AskFormProps } from '../views/ask-form'
import { Said } from './live-notices'

const TYPING_MS = 350

/** The form with a count, and with what others have already asked while one types. */
export function AskLive(props: AskFormProps) {
  const { lang, slug, words } = props
  const t = sessionWords[lang]
  const [text, setText] = useState('')
  const [details, setDetails] = useState('')
  const [alike, setAlike] = useState<AlikeItem[]>([])
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set())
  const [own, setOwn] = useState<ReadonlySet<number>>(new Set())
  const [said, setSaid] = useState('')
  const [opened] = useState(Date.now)

  useEffect(() => {
    // A draft is put back by the form itself; the count must know of it.
    const draft = readDraft(`ask:${slug}`, Date.now())
    setText(words?.text || (draft?.['text'] ?? ''))
    setDetails(words?.details || (draft?.['details'] ?? ''))
    void fetch(`/api/sessions/${slug}/mine`)
      .then((answer) => answer.json() as Promise<{ mine?: number[] }>)
      .then(
        ({ mine: nos }) => setOwn(new Set(nos ?? [])),
        () => undefined,
      )
  }, [slug, words])

  useEffect(() => {
    const asked = text.trim()
    if (countCharacters(asked) < QUESTION_MIN) return setAlike([])
    const left = new AbortController()
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ q: asked.slice(0, 400), limit: String(ALIKE_SHOWN) })
      void fetch(`/api/similar?${query}`, { signal: left.signal })
        .then((answer) => (answer.ok ? (answer.json() as Promise<AlikeItem[]>) : []))
        // Without suggestions asking works all the same.
        .then(setAlike, () => undefined)
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [text])

  const show = (id: string, on: boolean) =>
    setMine((all) => new Set(on ? [...all, id] : [...all].filter((other) => other !== id)))
  const setVote = (item: AlikeItem, on: boolean) => {
    show(item.id, on)
    if (item.session.slug === slug)
      setOwn((all) => new Set([...all].filter((no) => no !== item.no)))
    const refuse = (why: string) => {
      show(item.id, !on)
      setSaid(why)
    }
    void putVote(item.session.slug, item.no, on)
      .then((sent) => {
        if (!sent.ok) return refuse(sent.message ?? t.noVote.other)
        show(item.id, sent.on)
        setAlike((all) => all.map((q) => (q.id === item.id ? { ...q, votes: sent.votes } : q)))
      })
      .catch(() => refuse(t.noVote.other))
  }
  const voted = alike.filter(
    ({ id, no, session }) => mine.has(id) || (session.slug === slug && own.has(no)),
  )

  return (
    <>
      <AskForm
        {...props}
        lengths={{ text: countCharacters(text), details: countCharacters(details) }}
        alike={alike}
        mine={new Set(voted.map(({ id }) => id))}
        now={opened}
        setVote={setVote}
        onText={setText}
        onDetails={setDetails}
      />
      <Said text={said} lang={lang} close={() => setSaid('')} />
    </>
  )
}
