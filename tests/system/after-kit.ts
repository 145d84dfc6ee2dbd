import type { Browser } from 'playwright-core'
import { vi } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import type { CaseForm } from '../../worker/contract/case-desk'
import { asOperator } from './harness'
import { Netizen, openSession, PATIENCE, person, type Person } from './pages-kit'

/** What comes after a session, by those who do it: departments of the demonstration's county, and askers. */

export const AFTER = 'after-it'

/** Somebody of a unit at the departments' desk, by plain forms. */
class Officer {
  #cookie = ''
  constructor(
    readonly portal: Pick<Portal, 'url'>,
    readonly id: string,
  ) {}

  async signIn(role: string) {
    const link = await asOperator(this.portal, 'sign-in-links', { role, id: this.id })
    const { url } = (await link.json()) as { url: string }
    const k = new URL(url).searchParams.get('k') ?? ''
    const answer = await this.post('/desk/sign-in', { k })
    this.#cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return this
  }

  post(path: string, fields: Record<string, string>) {
    return fetch(this.portal.url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin', cookie: this.#cookie },
      body: new URLSearchParams(fields),
    })
  }

  async page(path: string): Promise<string> {
    return (await fetch(this.portal.url + path, { headers: { cookie: this.#cookie } })).text()
  }

  /** Sends the form of an act as it stands on the case's page, filled in. */
  async press(id: string, form: CaseForm, fields: Record<string, string> = {}) {
    const html = await this.page(`/desk/cases/${id}`)
    const found = html.split('<form').find((one) => one.includes(`name="do" value="${form}"`))
    const hidden = [...(found ?? '').matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
    const filled = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
    const answer = await this.post(`/desk/cases/${id}`, { ...filled, ...fields })
    if (answer.status !== 303) throw new Error(`${form} was answered ${answer.status}`)
  }

  /** The same person in a browser. */
  async sits(browser: Browser, width: number, height: number): Promise<Person> {
    const one = await person(browser, this.portal as Portal, width, height)
    const cookies = this.#cookie.split('; ').map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return { name, value, url: this.portal.url }
    })
    await one.context.addCookies(cookies)
    return one
  }
}

export type Afterwards = Awaited<ReturnType<typeof afterwards>>

const texts = [
  '永安里的下水道一下雨就返水，什么时候改？',
  '老小区加装电梯的补贴什么时候到账？',
  '公园的公厕晚上能不能不锁门？',
  '小区门口的井盖响了半年，谁来换？',
]

/** Four matters of an evening: answered and rated, waiting for the asker, for approval, and untouched. */
export async function afterwards(portal: Portal, desk: Netizen) {
  await openSession(desk, AFTER)
  const asker = new Netizen(portal)
  const asked: { id: string; no: number; receipt: string }[] = []
  for (const text of texts) {
    asked.push(await asker.ask(AFTER, text, { name: '永安里居民' }))
  }
  const nos = asked.map(({ no }) => no)
  await desk.decide(AFTER, { act: 'approve', nos })
  await desk.decide(AFTER, { act: 'move', to: 'live' })
  await desk.decide(AFTER, { act: 'hand_off', nos, units: ['demo-housing'] })
  const [officer, approver] = await Promise.all([
    new Officer(portal, 'demo-officer-housing').signIn('officer'),
    new Officer(portal, 'demo-approver').signIn('approver'),
  ])
  // The record hears of a hand-off a moment after the room.
  const idsOf = async () => {
    const inbox = await officer.page('/desk/cases')
    return texts.map((text) => {
      const id = new RegExp(`href="/desk/cases/([\\w-]+)">第 \\d+ 号 ${text}`).exec(inbox)?.[1]
      if (!id) throw new Error(`${text} is not on the desk yet`)
      return id
    })
  }
  const [answered = '', details = '', review = '', fresh = ''] = await vi.waitFor(idsOf, {
    timeout: PATIENCE,
  })
  const draft = { text: '管道十二月二十日前换完。', outcome: 'solved', next: 'submit' }
  for (const id of [answered, details, review]) await officer.press(id, 'accepted')
  await officer.press(answered, 'noted', { text: '已和供水公司对过图纸。' })
  await officer.press(answered, 'draft_final', draft)
  await approver.press(answered, 'publish')
  await officer.press(details, 'asked_details', { text: '是哪一幢、哪一年申请的？', days: '7' })
  await officer.press(review, 'draft_final', { ...draft, text: '公厕从下周起通宵开放。' })
  return { asked, officer, approver, cases: { answered, details, review, fresh } }
}
