import { Hono } from 'hono'
import { applyTable, planSeen, tryTable } from '../actions/cases/table'
import { CASE_TABLE_BYTES, CASE_TABLE_ROWS } from '../contract/case-desk'
import { Refusal } from '../contract/refusals'
import { caseTableWords } from '../contract/words/case-table'
import { toHex } from '../domain/bytes'
import { idsIn, tableCells, tableHeading } from '../domain/case-table'
import type { CaseWhole } from '../domain/cases'
import type { Cell } from '../domain/csv'
import { BadTable, readSheet, tableText } from '../domain/csv-read'
import { shanghaiDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { byFor, caseDeps } from '../http/cases'
import { csvStream } from '../http/csv-stream'
import { readParts, textPart } from '../http/parts'
import { inboxFilters, reachOf, type Reach } from '../store/case-inbox'
import { tableCases, tableCasesById } from '../store/case-table'
import { aboutCase } from '../store/grants'
import { CaseTablePage, type CaseTableProps } from '../../web/views/desk/case-table'
import { readerOf } from './reader'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'

/** 办件表格: for a unit that lives in Excel. */

/** What a form says around its file, twice for a text that its browser wrote with longer line ends. */
const AROUND_BYTES = 64 * 1024

/** The cases that somebody works on: those their unit leads, and what lies below it. */
async function workedOn(c: Ctx): Promise<Reach> {
  const working = c.var.signedIn.grants.filter(
    ({ role }) => role === 'officer' || role === 'approver',
  )
  return reachOf(c.env.DB, working)
}

async function tablePage(
  c: Ctx,
  shown: Partial<Pick<CaseTableProps, 'preview' | 'fault'>> = {},
): Promise<Response> {
  const { lang } = readerOf(c)
  const reach = await workedOn(c)
  const { units } = await inboxFilters(c.env.DB, reach)
  const done = Number(c.req.query('done') ?? NaN)
  const { preview = null, fault = null } = shown
  const wrong = fault !== null || preview?.plan.lines.some((line) => line.fault !== null)
  const status: NonNullable<PageOptions['status']> = fault?.fault === 'bytes' ? 413 : 422
  return page(c, {
    title: caseTableWords[lang].title,
    status: wrong ? status : preview?.moved ? 409 : 200,
    cache: 'private',
    noindex: true,
    styles: ['web/styles/cases.css'],
    scripts: [PLAIN_SCRIPT],
    look: 'desk-home',
    body: (
      <CaseTablePage
        // Of a unit that only assists the lead's drafts are none of its business.
        units={units.filter(({ id }) => reach.all || reach.units.includes(id))}
        preview={preview}
        fault={fault}
        done={Number.isInteger(done) && !preview && !fault ? done : null}
        lang={lang}
      />
    ),
  })
}

async function* rowsOf(c: Ctx, reach: Reach): AsyncGenerator<readonly Cell[], void, undefined> {
  yield tableHeading
  const unit = c.req.query('unit') || undefined
  const session = c.req.query('session') || undefined
  const all = c.req.query('all') === '1'
  for await (const row of tableCases(c.env.DB, reach, { unit, session, all })) yield tableCells(row)
}

/** Drafts and notes are in it: for whoever asked, and kept nowhere on the way. */
async function takenAway(c: Ctx): Promise<Response> {
  const name = `cases-${shanghaiDay(Date.now())}`
  return csvStream(c, name, rowsOf(c, await workedOn(c)), {
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex',
  })
}

async function broughtBack(c: Ctx): Promise<{ text: string; seen: string | null }> {
  let form: FormData
  try {
    form = await readParts(c, CASE_TABLE_BYTES + AROUND_BYTES)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'BODY_TOO_LARGE') throw new BadTable('bytes')
    throw error
  }
  if (textPart(form, 'do') === 'apply') {
    return { text: textPart(form, 'text'), seen: textPart(form, 'seen') }
  }
  const file: unknown = form.get('file')
  if (!(file instanceof File) || file.size === 0) throw new BadTable('empty')
  if (file.size > CASE_TABLE_BYTES) throw new BadTable('bytes')
  return { text: tableText(new Uint8Array(await file.arrayBuffer())), seen: null }
}

const digestOf = async (text: string) =>
  toHex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

/** Looked at first; carried out when what was looked at is what it still is. */
async function worked(c: Ctx): Promise<Response> {
  const now = Date.now()
  const { text: sent, seen } = await broughtBack(c)
  // Browsers write the line ends of a field in their own way.
  const text = sent.replace(/\r\n?/g, '\n')
  const rows = readSheet(text, CASE_TABLE_ROWS)
  const [reach, cases] = await Promise.all([workedOn(c), tableCasesById(c.env.DB, idsIn(rows))])
  const own = reach.all ? null : new Set(reach.units)
  const deps = caseDeps(c.env)
  const worker = async (whole: CaseWhole) =>
    byFor(c, whole, 'planned', (await aboutCase(c.env.DB, whole.file.id)) ?? {})
  const tried = await tryTable(deps, rows, cases, own, worker, now)
  const stands = await digestOf(planSeen(tried.plan))
  const preview = { plan: tried.plan, text, seen: stands, moved: false }
  if (seen === null || tried.plan.lines.some(({ fault }) => fault !== null)) {
    return tablePage(c, { preview })
  }
  if (seen !== stands) return tablePage(c, { preview: { ...preview, moved: true } })
  try {
    const done = await applyTable(deps, tried, await digestOf(text), now)
    return c.redirect(`/desk/table?done=${done}`, 303)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'CONFLICT') throw error
    return tablePage(c, { preview: { ...preview, moved: true } })
  }
}

export const caseTablePages = new Hono<AppEnv>()
  .get('/desk/table', (c) => tablePage(c))
  .get('/desk/table.csv', takenAway)
  .post('/desk/table', async (c) => {
    try {
      return await worked(c)
    } catch (error) {
      if (!(error instanceof BadTable)) throw error
      return tablePage(c, { fault: error })
    }
  })
