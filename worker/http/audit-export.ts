import type { AuditPage, ChainHead, ChainRow } from '../contract/audit'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { chainLine, PORTAL_CHAIN, roomChain } from '../domain/chain'
import { opened } from '../domain/openings'
import { chainEntries, lastEntry, saltsOf } from '../store/audit'
import { recordPage } from '../store/question-reads'
import { notaryOf } from './audit'
import { inTime } from './patience'
import { roomOf } from './room-door'
import { authorityOf } from './whereabouts'

/** Whole chains and what they are compared with, as files. Nobody asks for them in a hurry. */

const PAGE = 500

interface Source {
  head: ChainHead
  /** Entries of these numbers as lines. */
  lines(from: number, to: number): Promise<string>
}

const linesOf = (rows: readonly ChainRow[], to: number) =>
  rows
    .filter(({ seq }) => seq <= to)
    .map(({ entry, hash }) => `${chainLine(entry, hash)}\n`)
    .join('')

async function sourceOf(env: Env, slug: string | null, now: number): Promise<Source> {
  if (slug === null) {
    const notary = notaryOf(env)
    const { seq, hash } = await notary.head(now)
    return {
      head: { chain: PORTAL_CHAIN, seq, hash },
      lines: (from, to) => notary.lines(from, to),
    }
  }
  // What nobody may know of has no chain either.
  const authority = await authorityOf(env, slug, now)
  const room = roomOf(env, slug)
  const head = authority ? await room.chainHead() : null
  if (head) {
    const lines = async (from: number, to: number) => {
      const found = await room.chainRows(from, PAGE)
      // Archived while it was read: the record has the same entries.
      return linesOf(found ?? (await chainEntries(env.DB, roomChain(slug), from, PAGE)), to)
    }
    return { head, lines }
  }
  const chain = roomChain(slug)
  const last = authority ? await inTime(lastEntry(env.DB, chain)) : null
  if (!last) throw new Refusal('NOT_FOUND')
  const { seq, hash } = last
  return {
    head: { chain, seq, hash },
    lines: async (from, to) => linesOf(await chainEntries(env.DB, chain, from, PAGE), to),
  }
}

/** A chain as JSON lines, its signed head last. `slug` names a room; null is the portal's own chain. */
export async function exportChain(
  env: Env,
  slug: string | null,
  now: number,
): Promise<ReadableStream<Uint8Array>> {
  const source = await sourceOf(env, slug, now)
  const { head } = source
  const signed = await notaryOf(env).sign(head, now)
  return streamed(async function* () {
    for (let from = 1; from <= head.seq; from += PAGE) {
      yield await source.lines(from, Math.min(from + PAGE - 1, head.seq))
    }
    yield `${JSON.stringify({ head: { chain: head.chain, ...signed } })}\n`
  })
}

/** The public record of a session with what opens the chain's commitments to it. */
export async function exportRecord(
  env: Env,
  slug: string,
  now: number,
): Promise<ReadableStream<Uint8Array>> {
  if (!(await authorityOf(env, slug, now))) throw new Refusal('NOT_FOUND')
  const pages = auditPages(env, slug, now)
  const first = await pages.next()
  if (first.done) throw new Refusal('NOT_FOUND')
  const { session, open } = first.value
  return streamed(async function* () {
    yield `{"session":${JSON.stringify(session)},"open":${JSON.stringify(open)},"questions":[`
    let between = ''
    let questions: AuditPage['questions'] | null = first.value.questions
    while (questions) {
      for (const question of questions) {
        yield between + JSON.stringify(question)
        between = ',\n'
      }
      const next: IteratorResult<AuditPage, void> = await pages.next()
      questions = next.done ? null : next.value.questions
    }
    yield ']}\n'
  })
}

async function* auditPages(env: Env, slug: string, now: number): AsyncGenerator<AuditPage, void> {
  const room = roomOf(env, slug)
  let after = 0
  for (
    let page = await room.auditPage(after, PAGE);
    page;
    page = await room.auditPage(after, PAGE)
  ) {
    yield page
    after = page.questions.at(-1)?.question.no ?? after
    if (page.questions.length < PAGE) return
  }
  if (after > 0) throw new Refusal('CONFLICT')
  for (let at = 1; ; at += 1) {
    const found = await inTime(
      recordPage(env.DB, slug, { order: 'new', page: at, size: PAGE }, now),
    )
    if (!found || (at > 1 && found.questions.length === 0)) return
    const { session } = found.snapshot
    const keys = found.questions.flatMap((question) => [
      `question:${question.no}`,
      ...question.answers.map(({ id }) => `answer:${id}`),
      ...question.cases.map(({ id }) => `case:${id}`),
    ])
    const part = await saltsOf(env.DB, roomChain(slug), [`session:${session.id}`, ...keys])
    yield opened(session, found.questions, part)
  }
}

function streamed(lines: () => AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const source = lines()
  return new ReadableStream({
    async pull(controller) {
      const next = await source.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
  })
}
