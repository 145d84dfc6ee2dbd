import { Hono } from 'hono'
import { cannedCodes, cannedLength, cannedUses, type CannedUse } from '../contract/canned'
import { NOTE_MAX, STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { cannedWords } from '../contract/words/canned'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { isId, newId } from '../http/ids'
import { addCanned, listCanned, moveCanned, removeCanned, saveCanned } from '../store/canned'
import { CannedPage, type CannedSaid } from '../../web/views/desk/canned'
import { readerOf } from './reader'
import { page, PLAIN_SCRIPT } from './render'

const statusOf = { saved: 200, changed: 409, wrong: 422, gone: 404 } as const

async function cannedPage(c: Ctx, said: CannedSaid, max: number = NOTE_MAX): Promise<Response> {
  const { lang } = readerOf(c)
  const texts = await listCanned(c.env.DB)
  return page(c, {
    title: cannedWords[lang].title,
    status: said === null ? 200 : statusOf[said],
    cache: 'private',
    noindex: true,
    styles: ['web/styles/desk.css'],
    scripts: [PLAIN_SCRIPT],
    look: 'desk-home',
    body: <CannedPage texts={texts} said={said} max={max} lang={lang} />,
  })
}

type Fields = ReadonlyMap<string, string>

/** Does what a form asks for; what does not fit is thrown. */
async function done(c: Ctx, sent: Fields): Promise<void> {
  const act = sent.get('do')
  const by = { by: c.var.staff.id, now: Date.now() }
  const { DB } = c.env
  const take = (use: CannedUse) =>
    takeText(sent.get('text') ?? '', 'text', { min: 1, max: cannedLength(use), lines: true })
  const keep = (id: string, words: string | null, work: () => Promise<void>) =>
    chained(
      c.env,
      {
        ...byStaff(c.var.staff),
        act: `canned_${act}`,
        about: [{ kind: 'canned', key: `canned:${id}`, ...(words !== null && { words }) }],
      },
      work,
    )
  if (act === 'add') {
    const use = cannedUses.find((one) => one === sent.get('use'))
    const code = sent.get('code') ?? ''
    if (!use || !cannedCodes[use].includes(code)) throw new Refusal('INVALID', { field: 'use' })
    const text = take(use)
    const id = newId()
    return keep(id, text, () => addCanned(DB, { id, use, code, text }, by))
  }
  const id = sent.get('id') ?? ''
  const version = Number(sent.get('version'))
  if (!isId(id) || !Number.isInteger(version)) throw new Refusal('INVALID', { field: 'id' })
  if (act === 'save') {
    const found = (await listCanned(DB)).find((one) => one.id === id)
    if (!found) throw new Refusal('NOT_FOUND')
    const text = take(found.use)
    return keep(id, text, () => saveCanned(DB, id, version, text, by))
  }
  if (act === 'remove') return keep(id, null, () => removeCanned(DB, id, version))
  if (act !== 'up' && act !== 'down') throw new Refusal('INVALID', { field: 'do' })
  return keep(id, null, () => moveCanned(DB, id, version, act === 'up' ? -1 : 1))
}

/** 常用文字: texts for rejections, redirections and answers, kept by plain forms. */
export const cannedPages = new Hono<AppEnv>()
  .get('/desk/texts', (c) => cannedPage(c, c.req.query('saved') === '1' ? 'saved' : null))
  .post('/desk/texts', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    try {
      await done(c, sent)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { code, facts } = error
      if (code === 'CONFLICT') return cannedPage(c, 'changed')
      if (code === 'NOT_FOUND') return cannedPage(c, 'gone')
      if (code === 'RECORD_AWAY') throw error
      return cannedPage(c, 'wrong', facts.max)
    }
    return c.redirect('/desk/texts?saved=1', 303)
  })
