// The encoder of the demonstration: while `npm start` serves, it pushes the drawn film again and again through
// the same door as any encoder, so that a newcomer sees a session that lives. It needs no ffmpeg.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { encoder, encoderPlaylist } from './encoder.mjs'
import { askOperator } from './operator.mjs'
import { root } from './paths.mjs'

/** Entries of its playlist, as ffmpeg keeps them. */
const WINDOW = 6

/**
 * Starts pushing into the demonstration's live session, if there is one; ends with the process, or when the
 * portal no longer wants it: somebody took another key, or ended the session.
 * @param {string} url @param {string} token OPERATOR_TOKEN
 */
export async function startDemoEncoder(url, token) {
  const order = (await askOperator(url, token, 'demo/encoder'))?.order
  if (!order) return undefined
  const { slug, key, firstAt, film: name, segmentSeconds } = order
  const { takenApart, segmentAt } = await import(
    new URL('../worker/demo/film.ts', import.meta.url).href
  )
  const bytes = await readFile(path.join(root, 'web/public/demo', name))
  const film = takenApart(new Uint8Array(bytes), segmentSeconds)
  const step = segmentSeconds * 1000
  const pushing = encoder({ url, slug, key, persistent: true, playlist: 'hall.m3u8' })
  // Numbers follow from the clock: a start goes on where the last one ended, or leaves a gap like any encoder.
  const current = Math.max(0, Math.floor((Date.now() - firstAt) / step))
  let next = current - order.next > WINDOW ? current - 1 : order.next
  const first = next
  let greeted = next > 0 && next === order.next

  async function pushOne() {
    if (!greeted) await wanted(pushing.put('hall.mp4', Buffer.from(film.init)))
    greeted = true
    const number = next
    await wanted(pushing.put(`hall${number}.m4s`, Buffer.from(segmentAt(film, number))))
    const from = Math.max(first, number - WINDOW + 1)
    const entries = Array.from({ length: number - from + 1 }, (_, at) => ({
      name: `hall${from + at}.m4s`,
      duration: segmentSeconds,
      at: firstAt + (from + at) * step,
    }))
    const list = { entries, init: 'hall.mp4', target: segmentSeconds, firstNumber: from }
    await wanted(pushing.put('hall.m3u8', encoderPlaylist(list)))
  }

  /** @param {Promise<import('./encoder.mjs').Reply>} reply */
  async function wanted(reply) {
    const { status } = await reply
    if ([401, 403, 404, 409, 410].includes(status)) throw new Dismissed(`answered ${status}`)
  }

  /** @type {NodeJS.Timeout | undefined} */
  let timer
  /** A segment is sent when its last picture has been taken, as from a camera. */
  const dueAt = () => firstAt + (next + 1) * step
  function plan() {
    timer = setTimeout(turn, Math.max(0, dueAt() - Date.now()))
    timer.unref()
  }
  async function turn() {
    try {
      await pushOne()
    } catch (error) {
      if (error instanceof Dismissed) return pushing.close()
      // The portal is being restarted or busy: what is lost is a gap, as with any encoder.
      greeted = false
    }
    next += 1
    plan()
  }
  plan()
  return {
    slug,
    stop() {
      clearTimeout(timer)
      pushing.close()
    },
  }
}

class Dismissed extends Error {}
