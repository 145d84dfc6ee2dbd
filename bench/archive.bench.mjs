// How soon a page of the archive begins to come, beside a page of as many bytes that lies ready in memory.
import { startFloor } from './lib/floor.mjs'
import { connect, request } from './lib/http.mjs'
import { control, row } from './lib/rows.mjs'

export const suite = 'archive'

const ROUNDS = 5
const ASKED = 200

/** @param {any} ctx */
export async function run(ctx) {
  const portal = await ctx.portal()
  const floor = await startFloor(ctx)
  const seeded = await fetch(`${portal.url}/api/operator/demo`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ctx.keys.OPERATOR_TOKEN}` },
  })
  if (!seeded.ok) throw new Error(`The demonstration was answered ${seeded.status}.`)
  const { sessions } = await seeded.json()
  const port = Number(new URL(portal.url).port)
  const pages = await Promise.all(
    sessions.map(async (/** @type {any} */ one) => {
      const answer = await fetch(portal.url + one.path)
      return { ...one, kept: answer.headers.has('etag'), html: await answer.text() }
    }),
  )
  // Only what is over is kept.
  const over = pages.find(({ kept }) => kept)
  const page = over.html
  const question = /href="(\/q\/[a-z0-9]+)"/.exec(page)?.[1] ?? ''
  return [
    ...(await beside(ctx, floor, port, over.path, 'archive_ttfb_session', 'the page of a session')),
    ...(await beside(
      ctx,
      floor,
      port,
      question,
      'archive_ttfb_question',
      'the page of a question',
    )),
  ]
}

/** @param {any} ctx @param {number} floor @param {number} port @param {string} path @param {string} id @param {string} name */
async function beside(ctx, floor, port, path, id, name) {
  const ours = await connect(port)
  const bare = await connect(floor)
  ctx.atEnd(async () => {
    ours.end()
    bare.end()
  })
  /** @param {Awaited<ReturnType<typeof connect>>} line @param {string} asked */
  const soon = (line, asked) => async () => {
    /** @type {number[]} */
    const times = []
    for (let i = 0; i < ASKED; i += 1) {
      const from = performance.now()
      line.firstByte(() => times.push(performance.now() - from))
      const { status } = await line.send(asked)
      if (status !== 200) throw new Error(`${path} was answered ${status}.`)
    }
    return ctx.median(times)
  }
  const whole = await ours.send(request(port, 'GET', path))
  const bytes = whole.body.length
  const found = await ctx.rounds(
    {
      kept: soon(ours, request(port, 'GET', path)),
      ready: soon(bare, request(floor, 'GET', `/page/${bytes}`)),
      // What nobody asks a page of the record for is drawn each time.
      drawn: soon(ours, request(port, 'GET', `${path}?drawn=1`)),
    },
    ROUNDS,
  )
  ctx.log(`${path}, ${bytes} bytes, first byte in ms: ${JSON.stringify(found.kept.all)}`)
  const given = { unit: 'ms', floor: found.ready.median, atMost: 3 }
  return [
    row({ id, name: `${name}, until its first byte`, value: found.kept.median, ...given }),
    control({
      id: `${id}_control_drawn`,
      name: `${name}, drawn anew`,
      value: found.drawn.median,
      ...given,
    }),
  ]
}
