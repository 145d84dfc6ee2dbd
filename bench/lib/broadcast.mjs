// A session with a picture: a real encoder pushes to it in real time.
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { startFfmpeg } from './ffmpeg.mjs'
import { vars } from './place.mjs'
import { openSession } from './session.mjs'

/**
 * A live session with listed questions and a key for its encoder.
 * @param {any} ctx @param {{ questions: number }} options
 */
export async function openBroadcast(ctx, { questions }) {
  const portal = await ctx.portal({ vars })
  const session = await openSession(portal, { questions, token: ctx.keys.OPERATOR_TOKEN })
  const { slug } = session
  const key = await keyFor(portal, session)
  /** @type {string[]} */
  const folders = []
  return {
    portal,
    nos: session.nos,
    slug,
    /** A decision at the desk; the line of openSession would not outlast the pauses here. @param {unknown} body */
    async decide(body) {
      const answer = await fetch(`${portal.url}/api/desk/sessions/${slug}/decisions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          cookie: session.desk,
        },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${await answer.text()}`)
      await answer.text()
    },
    folders,
    /** Begins to push, or begins anew: another picture, another sound. */
    async encoder() {
      const folder = path.join(await ctx.folder(), 'encoded')
      folders.push(folder)
      const url = `${portal.url}/ingest/${slug}/${key}/live.m3u8`
      const pushing = await startFfmpeg({ url, folder })
      ctx.atEnd(async () => {
        if (pushing.running()) await pushing.end('SIGKILL')
      })
      return pushing
    },
    playlist: () => fetch(`${portal.url}/live/${slug}/index.m3u8`),
  }
}
/** @typedef {Awaited<ReturnType<typeof openBroadcast>>} Broadcast */

/**
 * A key for the encoder of a session, told straight to its stream: what the desk shows once.
 * @param {any} portal @param {{ slug: string }} session
 */
export async function keyFor(portal, { slug }) {
  const key = randomBytes(20).toString('base64url')
  // As worker/http/stream-key.ts hashes it; another hash, and nothing is taken in.
  const hash = createHash('sha256').update(`stream ${key}`).digest('base64url')
  const streams = await portal.mf.getDurableObjectNamespace('STREAM')
  await streams.getByName(slug).setKey(hash, Date.now() + 3_600_000, Date.now())
  return key
}

/** @param {() => Promise<unknown>} done @param {string} what @param {number} [patience] */
export async function until(done, what, patience = 30_000) {
  const end = Date.now() + patience
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`${what} did not come in ${patience / 1000} s.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export const sleep = (/** @type {number} */ ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
