// People in front of a session's page, in a real browser, and what they see: pictures by their own clock, the
// card of the question on stage, and a screen that goes empty.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { readClock } from '../../scripts/encoder.mjs'
import { ensureChromium } from '../../scripts/chromium.mjs'
import { modulesDir } from '../../scripts/paths.mjs'

/**
 * @typedef {object} Seen
 * @property {number | null} pressed when playing was asked for
 * @property {[wall: number, clock: number, media: number][]} frames
 * @property {[wall: number, no: number, clock: number | null][]} cards the question on stage, when it changed
 * @property {[wall: number, off: boolean][]} screens a screen without a picture, or with one again
 */

/** Runs inside every page. */
function watchPage() {
  const page = /** @type {{ seen?: Seen, readClock?: typeof readClock }} */ (globalThis)
  /** @type {Seen} */
  const seen = { pressed: null, frames: [], cards: [], screens: [] }
  page.seen = seen
  const read = (/** @type {HTMLVideoElement} */ video) => page.readClock?.(video) ?? null
  /** @type {WeakSet<HTMLVideoElement>} */
  const known = new WeakSet()
  /** @param {HTMLVideoElement} video */
  function follow(video) {
    known.add(video)
    const frame = () => {
      const clock = read(video)
      if (clock !== null) seen.frames.push([Date.now(), clock, video.currentTime])
      video.requestVideoFrameCallback(frame)
    }
    video.requestVideoFrameCallback(frame)
  }
  addEventListener(
    'click',
    (event) => {
      const pressed = /** @type {Element | null} */ (event.target)?.closest('button.play')
      if (pressed) seen.pressed = Date.now()
    },
    true,
  )
  setInterval(() => {
    const video = document.querySelector('video')
    if (video && !known.has(video)) follow(video)
    const off = !video || video.readyState < 2
    if (seen.screens.at(-1)?.[1] !== off) seen.screens.push([Date.now(), off])
    const card = document.querySelector('.on-stage b')?.textContent ?? ''
    const no = Number(/\d+/.exec(card)?.[0] ?? 0)
    if ((seen.cards.at(-1)?.[1] ?? 0) !== no) {
      seen.cards.push([Date.now(), no, video ? read(video) : null])
    }
  }, 20)
}

/** @param {{ atEnd: (ending: () => Promise<void>) => void }} ctx @param {string} url of the portal */
export async function startViewers(ctx, url) {
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--mute-audio'],
  })
  ctx.atEnd(() => browser.close())

  /** Somebody with a browser of their own. @param {{ inRoom?: boolean }} [how] */
  async function viewer({ inRoom = false } = {}) {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'zh-CN',
      viewport: { width: 900, height: 900 },
    })
    await context.addInitScript({ content: `globalThis.readClock = ${readClock.toString()}` })
    if (inRoom) await context.addInitScript(() => localStorage.setItem('in-room', 'on'))
    await context.addInitScript(watchPage)
    const page = await context.newPage()
    return {
      page,
      seen: () => page.evaluate(() => /** @type {Seen} */ (/** @type {any} */ (globalThis).seen)),
      /** Waits for a picture taken after a moment. @param {number} clock @param {number} [timeout] */
      async sees(clock, timeout = 30_000) {
        const wanted = (/** @type {number} */ least) => {
          const { frames } = /** @type {{ seen: Seen }} */ (/** @type {any} */ (globalThis)).seen
          return (frames.at(-1)?.[1] ?? 0) >= least
        }
        await page.waitForFunction(wanted, clock, { timeout, polling: 50 })
      },
      leave: () => context.close(),
    }
  }

  return {
    /** Opens the real page of a session and presses its button. @param {string} slug @param {{ inRoom?: boolean }} [how] */
    async atSession(slug, how) {
      const one = await viewer(how)
      await one.page.goto(`/s/${slug}`)
      await one.page.locator('.picture button.play').click()
      return one
    },
    /**
     * Opens hls.js with its own settings and nothing around it, at the portal's address.
     * @param {string} playlist @param {object} [settings]
     */
    async atPlainPlayer(playlist, settings = {}) {
      const one = await viewer()
      const script = await readFile(path.join(modulesDir, 'hls.js/dist/hls.light.min.js'), 'utf8')
      await one.page.route('**/plain-player', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<video muted autoplay></video><script>${script}</script><script>
            globalThis.hls = new Hls(${JSON.stringify(settings)})
            hls.loadSource(${JSON.stringify(playlist)})
            hls.attachMedia(document.querySelector('video'))</script>`,
        }),
      )
      await one.page.goto('/plain-player')
      return one
    },
  }
}
/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof startViewers>>['atSession']>>} Viewer */

/** The clock in the picture holds the lower 40 bits. @param {number} wall epoch ms */
export const clockOf = (wall) => wall % 2 ** 40
