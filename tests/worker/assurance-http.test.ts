import { solveChallenge, type Challenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { macText } from '../../worker/http/keys'
import { personId } from '../../worker/http/person'
import { codeOf, Browser, decide, freshSlug, HOUR, moderator, signedIn } from './http-kit'

/** Votes by HTTP: what a browser proves, what a person takes along, and what a session may ask for. */

const CONTENT = { title: '加装电梯', unit: '霞湾县', place: '融媒体中心', kind: 'town_hall' }

/** A live session that asks for something, with one listed question. */
async function live(assurance: { rank: number; ask: number }) {
  const desk = await signedIn(moderator)
  const slug = freshSlug()
  const session = { ...CONTENT, slug, startsAt: Date.now() + HOUR, assurance }
  const step = async (path: string, body: unknown = {}) => {
    const answer = await desk.json('POST', `/api/desk/sessions${path}`, body)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  }
  await step('', session)
  await step(`/${slug}/announce`)
  await step(`/${slug}/open`)
  await step(`/${slug}/entries`, { text: '电梯几时装好？', channel: 'floor', direct: 'list' })
  await decide(desk, slug, { act: 'move', to: 'live' })
  return { slug, desk, api: `/api/sessions/${slug}` }
}

interface Assured {
  level: number
  challenge?: Challenge
}
const assured = async (answer: Response) => (await answer.json()) as Assured
const challenge = async (browser: Browser, api: string) =>
  assured(await browser.json('POST', `${api}/challenge`, {}))

async function solved(given: Challenge | undefined) {
  if (!given) throw new Error('there was nothing to solve')
  const solution = await solveChallenge({ challenge: given, deriveKey })
  if (!solution) throw new Error('it was not solved')
  return { challenge: given, solution }
}

const shown = async (api: string) => {
  const { questions } = (await (await new Browser().get(`${api}/snapshot`)).json()) as {
    questions: { votes: number; apart?: number; verified?: number }[]
  }
  return questions[0]
}
const vote = (browser: Browser, api: string) =>
  browser.json('PUT', `${api}/questions/1/vote`, { on: true })

/** The cookie somebody has who was verified. */
function verify(browser: Browser, tel: string) {
  const signed = `${personId(env, { tel })}.phone.${Math.floor(Date.now() / 1000) + 3_600}`
  const code = macText(env, 'person', `cookie|${signed}`)
  browser.cookies.set('mdm-person', `v1.${signed}.${code}`)
}

describe('a proof of work', { timeout: 30_000 }, () => {
  test('lifts the vote that was given before it; until then the vote is kept apart', async () => {
    const { api } = await live({ rank: 1, ask: 1 })
    const browser = new Browser()
    expect(await (await vote(browser, api)).json()).toEqual({ no: 1, on: true, votes: 0 })
    expect(await shown(api)).toMatchObject({ votes: 0, apart: 1 })
    const given = await challenge(browser, api)
    const proof = await browser.json('POST', `${api}/proof`, await solved(given.challenge))
    expect(await assured(proof)).toEqual({ level: 1 })
    expect(await (await vote(browser, api)).json()).toEqual({ no: 1, on: true, votes: 1, level: 1 })
    // Whoever has proved enough has nothing to do.
    expect(await challenge(browser, api)).toEqual({ level: 1 })
  })

  test('counts once, for the browser and the session it was made for, and as it was made', async () => {
    const { api } = await live({ rank: 1, ask: 1 })
    const [browser, stranger] = [new Browser(), new Browser()]
    const proof = await solved((await challenge(browser, api)).challenge)
    await challenge(stranger, api)
    const send = async (who: Browser, body: object, to = api) => {
      const answer = await who.json('POST', `${to}/proof`, body)
      return answer.ok ? 'taken' : codeOf(answer)
    }
    const { parameters } = proof.challenge
    const later = { ...parameters, expiresAt: (parameters.expiresAt ?? 0) + 3_600 }
    expect(await send(stranger, proof)).toBe('PROOF_WRONG')
    expect(await send(new Browser(), proof)).toBe('BAD_COOKIE')
    expect(await send(browser, proof, (await live({ rank: 1, ask: 1 })).api)).toBe('PROOF_WRONG')
    const longer = { ...proof, challenge: { ...proof.challenge, parameters: later } }
    expect(await send(browser, longer)).toBe('PROOF_WRONG')
    const wrong = { ...proof.solution, derivedKey: '00'.repeat(32) }
    expect(await send(browser, { ...proof, solution: wrong })).toBe('PROOF_WRONG')
    expect(await send(browser, proof)).toBe('taken')
    // The same again, and the same under another counter, which the library would take.
    expect(await send(browser, proof)).toBe('PROOF_USED')
    const other = { ...proof.solution, counter: proof.solution.counter + 1 }
    expect(await send(browser, { ...proof, solution: other })).toBe('PROOF_USED')
    expect(await send(browser, { challenge: {}, solution: {} })).toBe('INVALID')
  })

  test('of two browsers the first request of each, lost or not, makes one visitor', async () => {
    const { api } = await live({ rank: 1, ask: 1 })
    const key = 'k'.repeat(24)
    const [first, second] = [new Browser(), new Browser()]
    await first.json('POST', `${api}/challenge`, {}, { 'idempotency-key': key })
    await second.json('PUT', `${api}/questions/1/vote`, { on: true }, { 'idempotency-key': key })
    const id = (browser: Browser) => browser.cookies.get('mdm')?.split('.')[1]
    expect(id(second)).toBe(id(first))
  })
})

describe('a verified person', { timeout: 30_000 }, () => {
  test('has one ballot, however many browsers they sit at, and takes along what a browser gave', async () => {
    const { api } = await live({ rank: 0, ask: 0 })
    const [phone, computer] = [new Browser(), new Browser()]
    await vote(phone, api)
    await vote(computer, api)
    expect((await shown(api))?.votes).toBe(2)
    for (const browser of [phone, computer]) {
      verify(browser, '+8613800138000')
      expect((await (await vote(browser, api)).json()) as object).toMatchObject({ level: 3 })
    }
    // A snapshot may be a second old.
    await expect.poll(() => shown(api), { timeout: 5_000 }).toMatchObject({ votes: 1, verified: 1 })
    const mine = await (await computer.get(`${api}/mine`)).json()
    expect(mine).toEqual({ mine: [1] })
    expect(await challenge(phone, api)).toEqual({ level: 3 })
  })

  test('is who may ask where a session wants names; everybody else is told to verify first', async () => {
    const { api, slug } = await live({ rank: 0, ask: 0 })
    const strict = await live({ rank: 1, ask: 1 })
    expect(strict.slug).not.toBe(slug)
    const browser = new Browser()
    const asked = await browser.json('POST', `${api}/questions`, { text: '谁来管电梯？' })
    expect(asked.status).toBe(201)
    verify(browser, '+8613800138001')
    await browser.json('POST', `${api}/questions`, { text: '电费谁来出？' })
    const own = (await (await browser.get('/api/my')).json()) as { items: { text: string }[] }
    expect(own.items.map(({ text }) => text).sort()).toEqual(
      ['电费谁来出？', '谁来管电梯？'].sort(),
    )
  })
})

describe('what a session may ask for', { timeout: 30_000 }, () => {
  test('is refused at the announcement where nobody could reach it; a draft may still say so', async () => {
    const desk = await signedIn(moderator)
    for (const [assurance, min] of [
      [{ rank: 2, ask: 0 }, 2],
      [{ rank: 1, ask: 3 }, 3],
    ] as const) {
      const slug = freshSlug()
      const session = { ...CONTENT, slug, startsAt: Date.now() + HOUR, assurance }
      expect((await desk.json('POST', '/api/desk/sessions', session)).status).toBe(201)
      const answer = await desk.json('POST', `/api/desk/sessions/${slug}/announce`, {})
      expect(answer.status).toBe(409)
      expect(await answer.json()).toMatchObject({
        error: {
          code: 'LEVEL_NOT_OFFERED',
          message: expect.stringContaining(String(min)) as string,
        },
      })
      const lower = { assurance: { rank: 1, ask: 1 } }
      expect((await desk.json('PATCH', `/api/desk/sessions/${slug}`, lower)).status).toBe(200)
      expect((await desk.json('POST', `/api/desk/sessions/${slug}/announce`, {})).status).toBe(200)
      const raised = await desk.json('PATCH', `/api/desk/sessions/${slug}`, { assurance })
      expect(await codeOf(raised)).toBe('LEVEL_NOT_OFFERED')
    }
    expect((await new Browser().json('PATCH', '/api/desk/sessions/x', {})).status).toBe(401)
  })

  test('a check for people that is not set up takes no token', async () => {
    const { api } = await live({ rank: 1, ask: 1 })
    const browser = new Browser()
    await challenge(browser, api)
    const answer = await browser.json('POST', `${api}/human`, { token: 'x' })
    expect(await codeOf(answer)).toBe('LEVEL_NOT_OFFERED')
  })

  test('the page says which votes count; only a page with the check lets anything come from elsewhere', async () => {
    const { slug } = await live({ rank: 1, ask: 1 })
    const page = await new Browser().get(`/s/${slug}`)
    const html = await page.text()
    expect(html).toContain('本场按“设备＋防刷校验”及以上的票排序')
    expect(html).toContain('浏览器没有运行脚本')
    expect(page.headers.get('content-security-policy')).not.toContain('cloudflare')
    const about = await (await new Browser().get('/about')).text()
    expect(about).toContain('一万票大约只要三分钟的算力')
  })
})
