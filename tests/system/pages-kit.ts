import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import type { BalanceLine, Snapshot } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { balances } from '../../worker/domain/balance'
import type { Portal } from '../../scripts/portal.mjs'
import { bridgeTerms, rare } from '../../web/views/bridge'
import { asOperator } from './harness'

/** How long anything that must appear may take on a busy machine. */
export const PATIENCE = 15_000

/** A person with a browser of their own. */
export interface Person {
  context: BrowserContext
  page: Page
  /** What broke in the pages: scripts, and what the security policy refused. */
  faults: string[]
}

/** What the security policy of any page of this file refused; nothing, or the file fails. */
const refusedByPolicy: string[] = []
afterAll(() => {
  if (refusedByPolicy.length > 0)
    throw new Error(`Refused by policy: ${refusedByPolicy.join('; ')}`)
})

/** Notes whatever the security policy of a page refuses, Trusted Types included, with scripts or without. */
export async function watchPolicy(context: BrowserContext, refused: string[]) {
  await context.exposeBinding('notePolicyViolation', (_, what: string) => void refused.push(what))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event
      const notes = globalThis as unknown as { notePolicyViolation(what: string): void }
      notes.notePolicyViolation(
        `${effectiveDirective} ${blockedURI} on ${location.pathname} ${sourceFile}:${lineNumber}`,
      )
    })
  })
  // Where scripts are off, the browser's own line is all there is.
  context.on('console', (message) => {
    if (/content security policy|trusted ?type/i.test(message.text())) refused.push(message.text())
  })
}

/** Opens a browser for somebody: own cookies, Chinese, and a page of the given width. */
export async function person(
  browser: Browser,
  portal: Pick<Portal, 'url'>,
  width: number,
  height: number,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    baseURL: portal.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
    ...options,
  })
  context.setDefaultTimeout(PATIENCE)
  await watchPolicy(context, refusedByPolicy)
  const faults: string[] = []
  context.on('weberror', (error) => faults.push(error.error().message))
  context.on('console', (message) => {
    // A refused answer is shown by the page in words; the browser's own line about it is no fault.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      faults.push(message.text())
    }
  })
  return { context, page: await context.newPage(), faults }
}

/** A one-time sign-in link, as the operator gets it. */
export async function signInLink(
  portal: Pick<Portal, 'url'>,
  role: 'moderator' | 'official' | 'admin' | 'note_taker' = 'moderator',
  name?: string,
): Promise<string> {
  const answer = await asOperator(portal, 'sign-in-links', { role, ...(name && { name }) })
  expect(answer.status).toBe(201)
  const { url } = (await answer.json()) as { url: string }
  return url
}

/** Signs somebody in at the desk by a link of their own. */
export async function signIn(page: Page, portal: Pick<Portal, 'url'>, name?: string) {
  await page.goto(await signInLink(portal, 'moderator', name))
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL('**/desk')
}

/** Gives a page a device with a sensor that recognises its owner every time. */
export async function withAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** The same portal by a name: authenticators know no addresses of numbers. */
export const byName = ({ url }: Pick<Portal, 'url'>) => ({
  url: url.replace('127.0.0.1', 'localhost'),
})

/** Departments of a made-up county, which the operator of a real portal plants. */
export async function plantUnits(portal: Pick<Portal, 'mf'>) {
  const db = await portal.mf.getD1Database('DB')
  const add = db.prepare(
    `INSERT INTO units (id, name, level, parent_id, department, takes_cases, answer_days, place)
     VALUES (?1, ?2, 'county', NULL, 1, 1, ?3, ?4)`,
  )
  await db.batch([
    add.bind('roads', '县交通运输局', 7, 1),
    add.bind('health', '县卫生健康局', null, 2),
    add.bind('water', '县供水公司', null, 3),
  ])
}

/** Somebody who asks and votes through the API, to fill a hall. */
export class Netizen {
  #cookie = ''
  constructor(readonly portal: Pick<Portal, 'url'>) {}

  async send(method: string, path: string, body?: unknown) {
    const answer = await fetch(this.portal.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        cookie: this.#cookie,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      this.#cookie = `${this.#cookie}; ${line.split(';')[0]}`.replace(/^; /, '')
    }
    return answer
  }

  async ask(slug: string, text: string, more: { details?: string; name?: string } = {}) {
    const answer = await this.send('POST', `/api/sessions/${slug}/questions`, {
      text,
      ...more,
      // Who is asked what should become of a number in it lets it be sealed.
      personal: 'seal',
    })
    if (answer.status !== 201) throw new Error(`asking was answered ${answer.status}`)
    return (await answer.json()) as { id: string; no: number; receipt: string }
  }

  async vote(slug: string, no: number, on = true) {
    const path = `/api/sessions/${slug}/questions/${no}/vote`
    return (await this.send('PUT', path, { on })).status
  }

  /** Signs in at the desk, to prepare what a test is not about. */
  async signIn(name?: string) {
    const link = new URL(await signInLink(this.portal, 'moderator', name))
    const answer = await fetch(`${this.portal.url}/desk/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ k: link.searchParams.get('k') ?? '' }),
    })
    this.#cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return this
  }

  async decide(slug: string, decision: unknown) {
    const answer = await this.send('POST', `/api/desk/sessions/${slug}/decisions`, decision)
    if (answer.status !== 200) throw new Error(`${JSON.stringify(decision)}: ${answer.status}`)
  }
}

const HOUR = 3_600_000

/** A session that collects questions, made through the API by a moderator. */
export async function openSession(desk: Netizen, slug: string, more: object = {}) {
  const made = await desk.send('POST', '/api/desk/sessions', {
    slug,
    kind: 'town_hall',
    title: '饮水、出行、看病：县长与网友面对面',
    topic: '饮水、出行、看病',
    notice: '欢迎提前提问。直播当天，票多的先答。',
    unit: '霞湾县人民政府办公室',
    place: '县融媒体中心',
    startsAt: Date.now() + HOUR,
    endsAt: Date.now() + 3 * HOUR,
    guests: [
      { name: '王某', office: '副县长', unit: '霞湾县' },
      { name: '林某', office: '经理', unit: '县供水公司' },
    ],
    ...more,
  })
  expect(made.status).toBe(201)
  for (const step of ['announce', 'open']) {
    expect((await desk.send('POST', `/api/desk/sessions/${slug}/${step}`)).status).toBe(200)
  }
}

export async function snapshotOf(portal: Pick<Portal, 'url'>, slug: string): Promise<Snapshot> {
  const answer = await fetch(`${portal.url}/api/sessions/${slug}/snapshot`)
  expect(answer.status).toBe(200)
  const snapshot = (await answer.json()) as Snapshot
  const { total, main, after } = snapshot.balance
  for (const line of [total, main, after]) expect(line).toSatisfy(balances)
  return snapshot
}

const words = commonWords.zh.bridge

/** What the bridge must read, term by term, for a line of the balance sheet. */
export function bridgeWords(line: BalanceLine, live: boolean): string[] {
  const few = rare.filter((term) => line[term] > 0)
  const grouped = live && few.length > 1
  const terms = bridgeTerms.filter((term) => line[term] > 0 && !(grouped && few.includes(term)))
  const others = grouped ? [`${words.others} ${few.reduce((n, term) => n + line[term], 0)}`] : []
  const shown = [
    `${words.accepted} ${line.accepted}`,
    ...terms.map((term) => `${words[term]} ${line[term]}`),
    ...others,
  ]
  const outside = (['rejected', 'redirected', 'withdrawnBefore', 'pending'] as const).filter(
    (term) => line[term] > 0,
  )
  if (!live && outside.length > 0) {
    shown.push(
      `${words.received} ${line.received} = ${words.accepted} ${line.accepted}` +
        outside.map((term) => ` + ${words[term]} ${line[term]}`).join(''),
    )
  }
  return shown.sort()
}

/** What the bridge on a page reads. */
export async function bridgeOn(page: Page): Promise<string[]> {
  return page
    .locator('.bridge')
    .first()
    .evaluate((bridge) =>
      [...bridge.querySelectorAll('.sum .whole, .sum .term, p.small.num')]
        .map((term) => (term.textContent ?? '').trim().replace(/^[=+] /, ''))
        .sort(),
    )
}

/** Waits until a locator shows something. */
export const see = (locator: Locator) => locator.first().waitFor({ state: 'visible' })

/** Waits for a desk that listens: buttons pressed before do nothing. */
export async function deskReady(page: Page) {
  await see(page.locator('.dk-health').getByRole('status').filter({ hasText: '实时' }))
}

/** Waits for a session page whose socket is open. */
export async function pageListens(page: Page, path: string) {
  const opened = page.waitForEvent('websocket')
  await page.goto(path)
  await (await opened).waitForEvent('framereceived')
}

/** Chooses the way of reading by the cookie its form sets. */
export async function readAs(context: BrowserContext, url: string, settings: string) {
  await context.addCookies([{ name: 'mmd_view', value: settings, url }])
}
