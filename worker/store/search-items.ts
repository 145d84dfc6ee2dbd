import type { FoundIn, SearchItem, Snippet } from '../contract/search'
import { maskPersonal } from '../domain/masking'
import { publicQuestion } from '../domain/projection'
import { questionTexts, type DocKind } from '../domain/search-doc'
import { snippetOf } from '../domain/search-query'
import { publicLine } from '../domain/transcript'
import { partsHeld, type Held } from './search-sources'

/** Hits as they are shown: public facts and the places where the words stand. */

/** Texts besides the title that are shown of one hit. */
const SNIPPETS = 2

function snippetsOf(
  texts: readonly { in: FoundIn; text: string }[],
  words: readonly string[],
): Snippet[] {
  const [title, ...others] = texts.map((one, i) => snippetOf(one.in, one.text, words, i === 0))
  const rest = others.flatMap((one) => one ?? []).slice(0, SNIPPETS)
  return title ? [title, ...rest] : rest
}

/** One hit, or null where nothing of it is public any more. */
export function itemOf(
  held: Held,
  { kind, src }: { kind: DocKind; src: string },
  words: readonly string[],
): SearchItem | null {
  if (kind === 'q') return questionItem(held, src, words)
  if (kind === 's') return sessionItem(held, src, words)
  if (kind === 'l') return lineItem(held, src, words)
  return promiseItem(held, src, words)
}

function within(held: Held, sessionId: string) {
  const session = held.sessions.get(sessionId)
  return { slug: session?.slug ?? '', title: session?.title ?? '', demo: session?.demo ?? false }
}

function questionItem(held: Held, src: string, words: readonly string[]): SearchItem | null {
  const row = held.questions.get(src)
  if (!row) return null
  const parts = partsHeld(held, row)
  const shown = publicQuestion(row, parts)
  if (!shown) return null
  const answered = shown.answers.length
  const texts = questionTexts(row, parts).filter((text) => text !== shown.text)
  const details = shown.details ? 1 : 0
  return {
    kind: 'question',
    id: row.id,
    title: shown.text,
    url: `/q/${row.id}`,
    at: row.listedAt ?? row.askedAt,
    session: within(held, row.sessionId),
    state: shown.state,
    votes: shown.votes,
    ...(shown.support !== undefined && { support: shown.support }),
    ...(shown.answers[0]?.unit && { unit: shown.answers[0].unit }),
    snippets: snippetsOf(
      [
        { in: 'text', text: shown.text },
        ...texts.map((text, i): { in: FoundIn; text: string } => ({
          in: i < details ? 'details' : i < details + answered ? 'answer' : 'reply',
          text,
        })),
      ],
      words,
    ),
  }
}

function sessionItem(held: Held, src: string, words: readonly string[]): SearchItem | null {
  const row = held.sessions.get(src)
  if (!row) return null
  return {
    kind: 'session',
    id: row.id,
    title: row.title,
    url: `/s/${row.slug}`,
    at: row.announcedAt ?? row.startsAt,
    session: within(held, row.id),
    unit: row.unit,
    snippets: snippetsOf(
      [row.title, row.topic, row.notice, row.summary ?? ''].map((text) => ({
        in: 'session',
        text,
      })),
      words,
    ),
  }
}

function lineItem(held: Held, src: string, words: readonly string[]): SearchItem | null {
  const row = held.lines.get(src)
  if (!row) return null
  const cuts = [...held.cuts.values()].filter(({ sessionId }) => sessionId === row.sessionId)
  const line = publicLine(row, cuts)
  if (!line) return null
  const session = within(held, row.sessionId)
  return {
    kind: 'line',
    id: row.id,
    title: line.text,
    url: `/s/${session.slug}/transcript#l-${row.id}`,
    at: row.at,
    session,
    speaker: line.speaker,
    snippets: snippetsOf([{ in: 'line', text: line.text }], words),
  }
}

function promiseItem(held: Held, src: string, words: readonly string[]): SearchItem | null {
  const row = held.commitments.get(src)
  if (!row) return null
  const texts = [row.what, row.quote, row.criterion ?? '', row.reason ?? ''].map(
    (text) => maskPersonal(text).text,
  )
  return {
    kind: 'promise',
    id: row.id,
    title: texts[0] ?? '',
    url: `/promises/${row.id}`,
    at: row.saidAt,
    session: within(held, row.sessionId),
    unit: row.unit,
    speaker: row.who,
    snippets: snippetsOf(
      texts.map((text) => ({ in: 'promise', text })),
      words,
    ),
  }
}
