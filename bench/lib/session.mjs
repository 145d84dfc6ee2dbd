// A session as a moderator opens one, by the same routes as the desk.
import { connect, jsonOf, request } from './http.mjs'

/**
 * @typedef {object} Session
 * @property {number} port
 * @property {string} slug
 * @property {string} api
 * @property {string} desk its cookie
 * @property {number[]} nos listed questions
 * @property {(decision: unknown) => Promise<void>} decide
 */

/**
 * Opens a session, takes questions and lists them, and goes live.
 * @param {{ directUrl: string }} portal @param {{ slug?: string, questions: number, token: string }} options
 * @returns {Promise<Session>}
 */
export async function openSession(portal, { slug = 'bench', questions, token }) {
  const port = Number(new URL(portal.directUrl).port)
  const line = await connect(port)
  let desk = ''
  /**
   * @param {string} method @param {string} path @param {Parameters<typeof request>[3]} more
   * @param {number} wanted
   */
  const send = async (method, path, more, wanted) => {
    const answer = await line.send(request(port, method, path, { cookie: desk, ...more }))
    if (answer.status !== wanted) {
      throw new Error(
        `${method} ${path} was answered ${answer.status}: ${answer.body.slice(0, 200)}`,
      )
    }
    return answer
  }
  const link = await send(
    'POST',
    '/api/operator/sign-in-links',
    {
      body: { role: 'moderator', name: '陈主持', office: '主持人', unit: '县政府办' },
      headers: { Authorization: `Bearer ${token}` },
    },
    201,
  )
  const k = new URL(jsonOf(link).url).searchParams.get('k')
  const type = 'application/x-www-form-urlencoded'
  const signedIn = await send('POST', '/desk/sign-in', { body: `k=${k}`, type }, 303)
  desk = /\r\nset-cookie: (mdm-staff=[^;]+)/i.exec(signedIn.head)?.[1] ?? ''
  const draft = {
    slug,
    kind: 'town_hall',
    title: '供水与出行',
    unit: '霞湾县',
    startsAt: Date.now(),
  }
  await send('POST', '/api/desk/sessions', { body: draft }, 201)
  await send('POST', `/api/desk/sessions/${slug}/announce`, { body: {} }, 200)
  await send('POST', `/api/desk/sessions/${slug}/open`, { body: {} }, 200)
  const decide = async (/** @type {unknown} */ body) => {
    await send('POST', `/api/desk/sessions/${slug}/decisions`, { body }, 200)
  }
  await decide({ act: 'move', to: 'live' })
  /** @type {number[]} */
  const nos = []
  for (let i = 0; i < questions; i += 1) {
    const body = {
      text: `第 ${i + 1} 个问题：小区门口的公交站什么时候能够恢复？`,
      details: '老人出行不便。',
    }
    const asked = await send('POST', `/api/sessions/${slug}/questions`, { body, cookie: '' }, 201)
    nos.push(jsonOf(asked).no)
  }
  await decide({ act: 'approve', nos })
  return { port, slug, api: `/api/sessions/${slug}`, desk, nos, decide }
}

/**
 * Sum of the votes of some questions, as everybody may read it: waits a little, since readers share a snapshot.
 * @param {Session} session @param {number[]} nos @param {number} wanted
 */
export async function votesOf({ port, api }, nos, wanted) {
  const line = await connect(port)
  const among = new Set(nos)
  let sum = 0
  for (let tries = 0; tries < 30; tries += 1) {
    const snapshot = jsonOf(await line.send(request(port, 'GET', `${api}/snapshot`)))
    sum = 0
    for (const { no, votes } of snapshot.questions) if (among.has(no)) sum += votes
    if (sum === wanted) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  line.end()
  return sum
}

/**
 * A figure of the record, once it has come as far as the room; else as far as it came in ten seconds.
 * @param {import('../../scripts/portal.mjs').Portal} portal @param {string} query for one figure, `n`
 * @param {number} wanted
 */
async function inRecord(portal, query, wanted) {
  const db = await portal.mf.getD1Database('DB')
  let found = Number.NaN
  for (let tries = 0; tries < 100 && found !== wanted; tries += 1) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 100))
    found = Number(await db.prepare(query).first('n'))
  }
  return found
}

/** @param {import('../../scripts/portal.mjs').Portal} portal @param {number[]} nos @param {number} wanted */
export const votesInRecord = (portal, nos, wanted) =>
  inRecord(portal, `SELECT sum(votes) AS n FROM questions WHERE no IN (${nos.join(', ')})`, wanted)

/** @param {import('../../scripts/portal.mjs').Portal} portal @param {number} wanted */
export const questionsInRecord = (portal, wanted) =>
  inRecord(portal, 'SELECT count(*) AS n FROM questions', wanted)
