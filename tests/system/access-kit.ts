import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { asOperator, keys } from './harness'
import { Netizen, openSession, person, signIn } from './pages-kit'

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a reader can choose: marks on the page's root, so that one page shows every look. */
export const looks = {
  light: { theme: 'light', elder: false },
  dark: { theme: 'dark', elder: false },
  长辈版: { theme: 'light', elder: true },
} as const
export type Look = keyof typeof looks

/** Puts a page into a look, as its settings would. */
export async function dress(page: Page, look: Look) {
  await page.evaluate(({ theme, elder }) => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.toggleAttribute('data-elder', elder)
    // Colours that glide from one look into the other have arrived.
    for (const glide of document.getAnimations()) {
      if (glide instanceof CSSTransition) glide.finish()
    }
  }, looks[look])
}

/** What colours and sizes can spoil; all else is the same in every look. */
const LOOKS_RULES = [
  'color-contrast',
  'link-in-text-block',
  'scrollable-region-focusable',
  'aria-hidden-focus',
]

/** What is wrong with a page for people who read it otherwise, one line for each kind and place. */
export async function violations(
  page: Page,
  within = 'html',
  rules?: readonly string[],
): Promise<string[]> {
  // By the debugger, not by a script tag, which the page's own policy refuses.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axe)
  const { violations: found } = await page.evaluate(
    ({ place, values }) => {
      const { axe: engine } = globalThis as unknown as {
        axe: { run(on: string, options: object): Promise<AxeResults> }
      }
      const runOnly = values && { runOnly: { type: 'rule', values } }
      return engine.run(place, { resultTypes: ['violations'], ...runOnly })
    },
    { place: within, values: rules && [...rules] },
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').trim() ?? ''
      return `${id}: ${target.join(' ')} (${why})`
    }),
  )
}

/** The same in every look: all rules in the light one, and in the others those that a look can break. */
export async function violationsInEveryLook(page: Page, within = 'html'): Promise<string[]> {
  await dress(page, 'light')
  const found = await violations(page, within)
  for (const look of ['dark', '长辈版'] as const) {
    await dress(page, look)
    const worse = await violations(page, within, LOOKS_RULES)
    found.push(...worse.map((words) => `${look}: ${words}`))
  }
  await dress(page, 'light')
  return found
}

/** What runs out of the window, or out of its own box. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const root = document.scrollingElement ?? document.documentElement
    if (root.scrollWidth > root.clientWidth) {
      found.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`)
    }
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${(element.textContent ?? '').trim().slice(0, 20)}”`
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) ||
        scrolls(element.parentElement))
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      const style = getComputedStyle(element)
      const { width, height, right, left } = element.getBoundingClientRect()
      // Words for the ear only take up one pixel; what is folded away takes up none.
      if (width <= 1 || height <= 1 || !element.checkVisibility({ visibilityProperty: true }))
        continue
      const hides = style.overflowX === 'hidden' || style.overflowX === 'clip'
      const shortens = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
      // In a field one moves through what is longer than it.
      const field = element.matches('input')
      if (hides && !shortens && !field && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${name(element)} holds ${element.scrollWidth} in ${element.clientWidth}`)
      }
      if (
        style.overflowY === 'hidden' &&
        !shortens &&
        element.scrollHeight > element.clientHeight + 2
      ) {
        found.push(`${name(element)} holds ${element.scrollHeight} in ${element.clientHeight} high`)
      }
      const out = right > root.clientWidth + 1 || left < -1
      const offered = style.position === 'absolute' || style.position === 'fixed'
      if (out && !scrolls(element) && !(offered && right < 0)) {
        found.push(`${name(element)} ends at ${Math.round(right)} of ${root.clientWidth}`)
      }
    }
    return found
  })
}

/**
 * Controls one cannot press as they stand: covered by another, cut off by what holds them, too small for a
 * finger where `finger` says how small that is, or with words wider than themselves; and what scrolls sideways.
 */
export function outOfReach(page: Page, { within = 'body', finger = 0 } = {}): Promise<string[]> {
  return page.evaluate(
    ({ place, least }) => {
      const found: string[] = []
      const name = (element: Element) =>
        `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 20)}”`
      const root = document.querySelector(place)
      if (!root) return [`there is no ${place}`]
      for (const element of [root, ...root.querySelectorAll<HTMLElement>('*')]) {
        const { overflowX } = getComputedStyle(element)
        const scrolls = overflowX === 'auto' || overflowX === 'scroll'
        const shown = element.checkVisibility({ visibilityProperty: true })
        if (shown && scrolls && element.scrollWidth > element.clientWidth + 1) {
          found.push(`${name(element)} scrolls sideways`)
        }
      }
      const controls = 'a[href], button, input, select, textarea, summary'
      for (const control of root.querySelectorAll<HTMLElement>(controls)) {
        // Of a box to tick, and of one that is drawn by its label, the label is what one presses.
        const small = control.matches('[type=checkbox], [type=radio]')
        const target = (small && control.closest('label')) || control
        if (!target.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
        if (control.closest('[inert], .sr-only')) continue
        const { width, height } = target.getBoundingClientRect()
        if (width <= 1 || height <= 1) continue
        // Somewhere on the way of scrolling it stands free.
        const faults = (['center', 'start', 'end'] as const).map((block) => {
          target.scrollIntoView({ block, inline: 'nearest' })
          const { left, right, top, bottom } = target.getBoundingClientRect()
          const [x, y] = [(left + right) / 2, (top + bottom) / 2]
          const points = [
            [x, y],
            [left + 4, y],
            [right - 4, y],
            [x, top + 4],
            [x, bottom - 4],
          ] as const
          for (const [px, py] of points) {
            const hit = document.elementFromPoint(px, py)
            if (!hit || !target.contains(hit)) {
              return `${name(target)} lies under ${hit ? name(hit) : 'the edge of the window'}`
            }
          }
          return ''
        })
        const fault = faults.every(Boolean) && faults[0]
        if (fault) found.push(fault)
        if (control.matches('button, summary') && control.scrollWidth > control.clientWidth + 1) {
          found.push(`${name(control)} is narrower than its words`)
        }
        // Links within a sentence are as high as its line.
        const pressed = getComputedStyle(target).display !== 'inline'
        if (least && pressed && (height < least - 0.5 || width < Math.min(least, 40) - 0.5)) {
          found.push(`${name(target)} is ${Math.round(width)} × ${Math.round(height)}`)
        }
      }
      return found
    },
    { place: within, least: finger },
  )
}

/** Letters twice as large, as a browser set to 200 % text shows them. */
export async function doubleText(page: Page) {
  await page.evaluate(() => {
    const root = document.documentElement
    root.style.fontSize = `${parseFloat(getComputedStyle(root).fontSize) * 2}px`
  })
}

/** What has the focus, in a word, and whether one can see that it has it. */
export function focused(page: Page): Promise<{ at: string; seen: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return { at: 'nothing', seen: false }
    const style = getComputedStyle(at)
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    const label = 'labels' in at ? (at.labels as NodeListOf<HTMLElement> | null)?.[0] : null
    const words = at.getAttribute('aria-label') ?? (label ?? at).textContent ?? ''
    // Within a field of a day, Chromium marks the part that has the focus, or its button, by itself.
    const parts = at.matches('[type=date], [type=month], [type=datetime-local]')
    const seen = ring || parts || style.boxShadow !== 'none'
    return { at: words.trim().replace(/\s+/g, ' '), seen }
  })
}

export const LONG =
  '城东片区从今年九月起每天晚上六点以后没有水，洗澡做饭都成问题，我们小区两百多户人家打了很多次电话，' +
  '每次都说正在抢修，却一直没有人上门，也没有看到停水通知。想问三件事：一是停水到底是什么原因，' +
  '是水厂水压不够还是老管网漏损；二是什么时候能够恢复正常供水，有没有明确的日期；' +
  '三是停水这段时间的水费和二次加压费能不能减免，减免的标准和办理的窗口在哪里公布，请给一个说得清楚的答复谢谢各位领导辛苦'

/** A portal with something of everything: the demonstration, a mailbox, a session with long questions. */
export async function furnish(portal: Portal, browser: Browser) {
  expect((await asOperator(portal, 'demo')).status).toBe(200)
  const messages = [
    { id: '1', title: '潇楚南路怎么还没修好？', body: LONG, reply: '预计今年8月底完工通车。' },
    { id: '2', title: '路灯不亮', body: '双塘镇老街的路灯坏了三个月。', reply: null },
  ]
  const imported = await fetch(`${portal.url}/api/sessions/mailbox/import?title=网上信箱`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.IMPORT_TOKEN}` },
    body: messages
      .map((message) =>
        JSON.stringify({
          ...message,
          author: 'A00023583',
          submittedAt: '2019-04-24T16:03:40+08:00',
          repliedAt: message.reply && '2019-04-29T09:00:00+08:00',
        }),
      )
      .join('\n'),
  })
  expect(imported.status).toBe(200)
  const desk = await new Netizen(portal).signIn()
  await openSession(desk, 'long-words')
  const asker = new Netizen(portal)
  const own = await asker.ask('long-words', LONG.slice(0, 200), { details: LONG, name: '城东居民' })
  await asker.ask('long-words', `${'https://example.org/'.padEnd(190, 'x')}`)
  await asker.ask('long-words', '我的手机号是 13812345678，请问停水什么时候能修好？')
  await desk.decide('long-words', { act: 'approve', nos: [1, 2] })
  await desk.decide('long-words', { act: 'move', to: 'live' })
  await desk.decide('long-words', { act: 'stage', no: 1, speaker: '林某', office: '经理' })
  await desk.decide('long-words', { act: 'ask_back', text: '大家最希望哪一天听到检修进度？' })
  await openSession(desk, 'wrapped-up')
  await asker.ask('wrapped-up', '县医院周末能不能开儿科门诊？')
  await desk.decide('wrapped-up', { act: 'reject', nos: [1], reason: 'off_topic' })
  await desk.decide('wrapped-up', { act: 'move', to: 'live' })
  await desk.decide('wrapped-up', { act: 'move', to: 'wrapped' })
  const moderator = await person(browser, portal, 1280, 800)
  await signIn(moderator.page, portal)
  return { desk, moderator, own }
}
