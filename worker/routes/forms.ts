import { getCookie, setCookie } from 'hono/cookie'
import { Hono } from 'hono'
import type { Receipt } from '../contract/views'
import { accuse } from '../actions/accuse'
import { ask } from '../actions/ask'
import { comment } from '../actions/comment'
import { eraseByCode, withdrawByCode } from '../actions/own'
import { vote } from '../actions/vote'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { changeSettings, readSettings, writeSettings } from '../contract/settings'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import type { Draft, FormPages } from '../http/form-pages'
import { isId } from '../http/ids'
import { sha256Text } from '../http/keys'
import { inRoom } from '../http/not-open'
import { isHttps, samePath, settingsCookieName } from '../http/place'
import { isProduction } from '../http/production'
import { numberOf, roomOf, slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { signedInAs, signOut } from '../http/staff'
import { submissionKey, submitting } from '../http/submission'
import { takingPart } from '../http/taking-part'
import { knownOrNewVisitor } from '../http/visitor'
import { lookUp, withdrawOwnOf } from './deps'

/** Where somebody goes after handing in: the own questions, the new one first, with how long review takes now. */
function afterwards({ id, reviewMinutes, rehearsal }: Receipt, slug: string): string {
  if (rehearsal) return `/s/${slug}`
  return `/my?new=${id}${reviewMinutes > 0 ? `&wait=${reviewMinutes}` : ''}`
}

type Fields = Map<string, string>

/** Read when somebody of them comes: a netizen's request does not wait for it. */
const staffSessions = () => import('../http/staff-session')

const form = (c: Ctx) => readForm(c, PUBLIC_BODY_BYTES)
const YEAR = 31_536_000

/** After a post the browser is sent on, so that reloading the page does not post again. */
function onward(c: Ctx, path: string): Response {
  c.header('cache-control', 'no-store')
  return c.redirect(path, 303)
}

async function castVote(c: Ctx, rawNo: string | undefined, fields: Fields): Promise<Response> {
  const slug = slugOf(c.req.param('slug'))
  const no = numberOf(rawNo)
  const on = fields.get('on')
  if (on !== '0' && on !== '1') throw new Refusal('INVALID', { field: 'on' })
  const visitor = knownOrNewVisitor(c, null)
  const { voter, from } = takingPart(c, slug, visitor)
  const deps = { room: roomOf(c.env, slug), now: Date.now() }
  await inRoom(c.env, slug, () => vote(deps, no, voter, on === '1', from))
  return onward(c, samePath(fields.get('back'), `/s/${slug}`))
}

/** Which question of the host a comment answers, if it says so. */
function promptOf(fields: Fields): number | null {
  const raw = fields.get('prompt')
  if (raw === undefined || raw === '') return null
  if (!/^[1-9]\d{0,5}$/.test(raw)) throw new Refusal('INVALID', { field: 'prompt' })
  return Number(raw)
}

/** What somebody said should become of personal data in their words. */
function choiceOf(fields: Fields): 'mask' | 'seal' | null {
  const raw = fields.get('personal')
  if (raw === undefined || raw === '') return null
  if (raw !== 'mask' && raw !== 'seal') throw new Refusal('INVALID', { field: 'personal' })
  return raw
}

function draftOf(kind: Draft['kind'], slug: string, key: string | null, fields: Fields): Draft {
  const of = (name: string) => fields.get(name) ?? ''
  const [text, details, name, prompt] = [of('text'), of('details'), of('name'), of('prompt')]
  return { kind, slug, key, text, details, name, prompt }
}

/** Hands in, or shows what was found and asks; the draft is kept in the page that asks. */
async function orOffer(c: Ctx, pages: FormPages, draft: Draft, handIn: () => Promise<Response>) {
  try {
    return await handIn()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'VERIFY_FIRST') return verifyFirst(c, draft)
    if (error.code !== 'PERSONAL_FOUND') throw error
    return pages.found(c, draft, error.facts.kinds ?? [])
  }
}

/** Read when a session asks people who they are. */
const proving = () => import('../http/proving')

/** Nothing is handed in yet: the words wait, and come back to their form when their author is verified. */
async function verifyFirst(c: Ctx, draft: Draft): Promise<Response> {
  const { keepWords } = await proving()
  await keepWords(c, draft, draft, Date.now())
  return onward(c, `/verify?to=/s/${draft.slug}/${draft.kind}`)
}

/** Handed in are the words that waited. */
async function waitNoMore(c: Ctx, fields: Fields, of: Pick<Draft, 'kind' | 'slug'>): Promise<void> {
  if (fields.has('kept')) await (await proving()).forgetWords(c, of)
}

/** Everything a netizen or a moderator does by plain forms: the same verbs and checks as the JSON API. */
export function forms(pages: FormPages) {
  return new Hono<AppEnv>()
    .post('/s/:slug/ask', async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const fields = await form(c)
      const key = submissionKey(fields.get('key'))
      const given = {
        text: fields.get('text') ?? '',
        details: fields.get('details'),
        name: fields.get('name'),
        personal: choiceOf(fields),
      }
      const { asker, by } = takingPart(c, slug, knownOrNewVisitor(c, key))
      const deps = { room: roomOf(c.env, slug), ...submitting(c), by }
      if (fields.get('accusation')) {
        const { receipt } = await inRoom(c.env, slug, () => accuse(deps, asker, given, key))
        c.header('cache-control', 'private, no-store')
        return pages.accused(c, slug, receipt)
      }
      return orOffer(c, pages, draftOf('ask', slug, key, fields), async () => {
        const { receipt } = await inRoom(c.env, slug, () => ask(deps, asker, given, key))
        await waitNoMore(c, fields, { kind: 'ask', slug })
        return onward(c, afterwards(receipt, slug))
      })
    })
    .post('/s/:slug/comment', async (c) => {
      const slug = slugOf(c.req.param('slug'))
      const fields = await form(c)
      const key = submissionKey(fields.get('key'))
      const given = {
        text: fields.get('text') ?? '',
        name: fields.get('name'),
        prompt: promptOf(fields),
        personal: choiceOf(fields),
      }
      const { asker, by } = takingPart(c, slug, knownOrNewVisitor(c, key))
      const deps = { room: roomOf(c.env, slug), ...submitting(c), by }
      return orOffer(c, pages, draftOf('comment', slug, key, fields), async () => {
        const { receipt } = await inRoom(c.env, slug, () => comment(deps, asker, given, key))
        await waitNoMore(c, fields, { kind: 'comment', slug })
        return onward(c, afterwards(receipt, slug))
      })
    })
    .post('/s/:slug/vote', async (c) => {
      const fields = await form(c)
      return castVote(c, fields.get('no'), fields)
    })
    .post('/s/:slug/q/:no/vote', async (c) => castVote(c, c.req.param('no'), await form(c)))
    .post('/my/lookup', async (c) => {
      const fields = await form(c)
      const { own } = await lookUp(c, fields.get('receipt') ?? '')
      c.header('cache-control', 'private, no-store')
      return pages.lookedUp(c, own, own.receipt)
    })
    .post('/my/q/:id/withdraw', async (c) => {
      const id = c.req.param('id')
      const fields = await form(c)
      const typed = fields.get('receipt')
      if (typed) {
        const found = await lookUp(c, typed)
        if (found.own.id !== id) throw new Refusal('NOT_FOUND')
        const taken = await withdrawByCode(found.deps, found.own, found.code)
        forgetSnapshot(taken.slug)
        c.header('cache-control', 'private, no-store')
        return pages.lookedUp(c, taken, taken.receipt)
      }
      if (!isId(id)) throw new Refusal('NOT_FOUND')
      const taken = await withdrawOwnOf(c, id)
      forgetSnapshot(taken.slug)
      return onward(c, `/my#q-${id}`)
    })
    .post('/my/q/:id/erase', async (c) => {
      const fields = await form(c)
      const found = await lookUp(c, fields.get('receipt') ?? '')
      if (found.own.id !== c.req.param('id')) throw new Refusal('NOT_FOUND')
      const left = await eraseByCode(found.deps, found.own, found.code)
      forgetSnapshot(left.slug)
      c.header('cache-control', 'private, no-store')
      return pages.lookedUp(c, left, left.receipt)
    })
    .post('/settings', async (c) => {
      const fields = await form(c)
      const before = readSettings(getCookie(c, settingsCookieName(c)))
      const after = changeSettings(before, Object.fromEntries(fields))
      setCookie(c, settingsCookieName(c), writeSettings(after), {
        path: '/',
        httpOnly: true,
        maxAge: YEAR,
        sameSite: 'Lax',
        secure: isHttps(c),
      })
      return onward(c, withoutLang(samePath(fields.get('back'), '/')))
    })
    .get('/desk/sign-in', (c) => {
      c.header('cache-control', 'private, no-store')
      const token = c.req.query('k')
      return token ? pages.signIn(c, token) : pages.signInFirst(c)
    })
    .post('/desk/sign-in', async (c) => {
      const fields = await form(c)
      if (isProduction(c.env)) throw new Refusal('NO_LINKS_HERE')
      const now = Date.now()
      const deps = { db: c.env.DB, digest: sha256Text, now }
      const { signIn } = await import('../actions/staff-acts')
      const actor = await signIn(deps, fields.get('k') ?? '')
      const { beginStaffSession } = await staffSessions()
      await beginStaffSession(c, actor.id, 'link', now)
      return onward(c, '/desk')
    })
    .post('/desk/sign-out', async (c) => {
      await form(c)
      const signedIn = signedInAs(c)
      signOut(c)
      if (signedIn) await (await staffSessions()).endOwnSession(c.env, signedIn, Date.now())
      return onward(c, '/')
    })
}

/** A language chosen in the settings is not overruled by the address one returns to. */
function withoutLang(path: string): string {
  const url = new URL(path, 'http://here.invalid')
  url.searchParams.delete('lang')
  return url.pathname + url.search + url.hash
}
