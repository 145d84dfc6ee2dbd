import { planWords } from '../../actions/admin-words'
import { DETAILS_MAX } from '../../contract/limits'
import { Refusal, refusals } from '../../contract/refusals'
import { adminWordListWords } from '../../contract/words/admin-words'
import { finderOf, parseList } from '../../domain/words'
import type { Ctx } from '../../http/app-env'
import { readBytes, readForm } from '../../http/body'
import { alsoMay } from '../../http/guard'
import { sha256Text } from '../../http/keys'
import { forgetList } from '../../http/word-list'
import { listHistory, listWords } from '../../store/words'
import { WordListPage, type WordListProps } from '../../../web/views/desk/admin-words'
import { readerOf } from '../reader'
import { adminPage, carryOut, onward, type Form, type Said } from './frame'

/** Twenty thousand words as a form writes them. */
const LIST_BYTES = 3 * 1024 * 1024
const HISTORY = 50
const FOUND_MAX = 100

async function shown(
  c: Ctx,
  more: { said?: Said | undefined; tried?: WordListProps['tried'] } = {},
): Promise<Response> {
  const { lang } = readerOf(c)
  const { said, tried = null } = more
  const [current, history] = await Promise.all([
    listWords(c.env.DB),
    listHistory(c.env.DB, HISTORY),
  ])
  const left = c.req.method === 'GET' ? Number(c.req.query('left') ?? 0) : 0
  return adminPage(c, {
    section: 'words',
    title: adminWordListWords[lang].title,
    said,
    body: (
      <WordListPage
        lang={lang}
        now={Date.now()}
        current={current}
        history={history}
        typed={said?.typed ?? null}
        wrong={said?.refusal.facts.field ?? null}
        refusedLines={Number.isSafeInteger(left) && left > 0 ? left : 0}
        tried={tried}
        mayChange={alsoMay(c, 'keep_words')}
      />
    ),
  })
}

export const wordList = (c: Ctx): Promise<Response> => shown(c)

/** Keeps a new version, or shows what is wrong beside what was typed. */
async function keep(c: Ctx, form: Form): Promise<Response> {
  const now = Date.now()
  try {
    const given = {
      words: form.get('words') ?? '',
      note: form.get('note') ?? '',
      was: form.get('was') ?? '',
    }
    const plan = await planWords(c.env.DB, given, c.var.staff.name, sha256Text, now)
    await carryOut(c, plan, now)
    forgetList()
    return onward(c, '/words', 'words_kept', plan.refused > 0 ? { left: plan.refused } : {})
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const status = refusals[error.code]
    if (status !== 409 && status !== 422) throw error
    return shown(c, { said: { typed: form, refusal: error, status } })
  }
}

export const keepWords = async (c: Ctx): Promise<Response> => keep(c, await readForm(c, LIST_BYTES))

/** A file in the place of the box; lists of this kind are often written in GB18030. */
export async function uploadWords(c: Ctx): Promise<Response> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Refusal('NOT_JSON')
  const bytes = Uint8Array.from(await readBytes(c.req.raw, LIST_BYTES))
  const fields = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch(() => null)
  if (!fields) throw new Refusal('BAD_REQUEST')
  const text = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : ''
  }
  const file: unknown = fields.get('file')
  const form = new Map([
    ['note', text('note')],
    ['was', text('was')],
  ])
  const words = file instanceof Blob ? decoded(new Uint8Array(await file.arrayBuffer())) : null
  if (words === null) {
    const refusal = new Refusal('INVALID', { field: 'file' })
    return shown(c, { said: { typed: form, refusal, status: 422 } })
  }
  return keep(c, form.set('words', words))
}

function decoded(bytes: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one.
    }
  }
  return null
}

/** A text against the list that holds; nothing of it is kept. */
export async function tryWords(c: Ctx): Promise<Response> {
  const form = await readForm(c, LIST_BYTES)
  const text = (form.get('text') ?? '').slice(0, DETAILS_MAX)
  const list = await listWords(c.env.DB)
  const found = finderOf(parseList(list?.words ?? '').words).found(text, FOUND_MAX)
  return shown(c, { tried: { text, found } })
}
