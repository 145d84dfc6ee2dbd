// Votes and questions through the whole public route, beside a bare call, D1 and one commit per vote.
import { standing } from './lib/jobs.mjs'
import { startFloor } from './lib/floor.mjs'
import { loader } from './lib/loader.mjs'
import { place } from './lib/place.mjs'
import { control, mustEqual, row } from './lib/rows.mjs'
import { questionsInRecord, votesInRecord, votesOf } from './lib/session.mjs'

export const suite = 'room'

const CONNECTIONS = 64
const SECONDS = 2
const ROUNDS = 5
const VISITORS = 2_000
const ASKERS = 4_000
const QUESTIONS = 60
const SOCKETS = 50
const OUTSTANDING = 4

/** @param {any} ctx */
export async function run(ctx) {
  const load = loader(ctx)
  const floor = await startFloor(ctx)
  const ours = await place(ctx, load, { questions: QUESTIONS, visitors: VISITORS })
  const own = await place(ctx, load, {
    variant: 'ownCommit',
    questions: QUESTIONS,
    visitors: VISITORS,
  })
  const asking = await place(ctx, load, { questions: QUESTIONS, visitors: ASKERS })
  return [
    ...(await byHttp(ctx, load, floor, ours, own, asking)),
    ...(await bySocket(ctx, load, floor)),
    ...(await rowsWritten(ctx, load)),
  ]
}

/** @typedef {import('./lib/place.mjs').Place} Place */
/** @typedef {ReturnType<typeof loader>} Load */

/** @param {any} ctx @param {Load} load @param {number} floor @param {Place} ours @param {Place} own @param {Place} asking */
async function byHttp(ctx, load, floor, ours, own, asking) {
  const loop = { connections: CONNECTIONS, seconds: SECONDS }
  let busiest = 0
  const rate = (/** @type {any} */ done) => {
    for (const [status, n] of Object.entries(done.statuses)) {
      if (status[0] !== '2') throw new Error(`${n} requests were answered ${status}.`)
    }
    busiest = Math.max(busiest, done.cores)
    return done.perSecond
  }
  const votes = (/** @type {Place} */ at) => async () => {
    const { port, api, cookies, nos, cast } = at
    const done = await load('httpVotes', { port, api, cookies, nos, from: cast, ...loop })
    at.cast += done.sent
    return rate(done)
  }
  const asks = (/** @type {Place} */ at) => async () => {
    const { port, api, cookies, asked } = at
    const done = await load('httpAsks', { port, api, cookies, from: asked, ...loop })
    at.asked += done.sent
    return rate(done)
  }
  let d1 = 0
  let bare = 0
  let bareAsks = 0
  const { cookies, nos } = ours
  const variants = {
    constant: async () => rate(await load('gets', { port: floor, path: '/constant', ...loop })),
    bare: async () => {
      const given = { port: floor, api: '/bare', cookies, nos, from: bare, ...loop }
      const done = await load('httpVotes', given)
      bare += done.sent
      return rate(done)
    },
    d1: async () => {
      const done = await load('httpVotes', {
        port: floor,
        api: '/d1',
        cookies,
        nos,
        from: d1,
        ...loop,
      })
      d1 += done.sent
      return rate(done)
    },
    votes: votes(ours),
    own: votes(own),
    asks: asks(asking),
    ownAsks: asks(own),
    bareAsks: async () => {
      const given = { port: floor, api: '/bare', cookies: asking.cookies, from: bareAsks, ...loop }
      const done = await load('httpAsks', given)
      bareAsks += done.sent
      return rate(done)
    },
  }
  for (const warmUp of Object.values(variants)) await warmUp()
  const found = await ctx.rounds(variants, ROUNDS)
  for (const [name, { all }] of Object.entries(found))
    ctx.log(`${name}: ${all.map(Math.round).join(' · ')}`)
  ctx.log(`the generator used at most ${busiest.toFixed(2)} of a core`)
  for (const at of [ours, own]) {
    const wanted = standing(at.cast, at.cookies.length, at.nos)
    mustEqual('votes in the room', await votesOf(at.session, at.nos, wanted), wanted)
    mustEqual('votes in the record', await votesInRecord(at.portal, at.nos, wanted), wanted)
  }
  const asked = asking.asked + asking.session.nos.length
  mustEqual('questions in the record', await questionsInRecord(asking.portal, asked), asked)

  const of = (/** @type {keyof typeof variants} */ name) => found[name].median
  const unit = 'per second'
  return [
    row({
      id: 'load_generator',
      name: 'a Worker that answers a constant, beside a bare call: the generator has room',
      value: of('constant'),
      unit,
      floor: of('bare'),
      atLeast: 1.3,
    }),
    row({
      id: 'http_vote',
      name: 'votes by HTTP, whole public route, beside a bare Durable Object call',
      value: of('votes'),
      unit,
      floor: of('bare'),
      atLeast: 0.55,
    }),
    control({
      id: 'http_vote_control_own_commit',
      name: 'the same, every vote committed alone',
      value: of('own'),
      unit,
      floor: of('bare'),
      atLeast: 0.55,
    }),
    row({
      id: 'http_vote_d1',
      name: 'votes by HTTP, beside one D1 insert per vote',
      value: of('votes'),
      unit,
      floor: of('d1'),
      atLeast: 2.5,
    }),
    control({
      id: 'http_vote_d1_control_own_commit',
      name: 'the same, every vote committed alone',
      value: of('own'),
      unit,
      floor: of('d1'),
      atLeast: 2.5,
    }),
    row({
      id: 'ask',
      name: 'questions by HTTP, whole public route, beside a bare Durable Object call',
      value: of('asks'),
      unit,
      floor: of('bareAsks'),
      atLeast: 0.5,
    }),
    control({
      id: 'ask_control_own_commit',
      name: 'the same, every question committed alone',
      value: of('ownAsks'),
      unit,
      floor: of('bareAsks'),
      atLeast: 0.5,
    }),
  ]
}

/** @param {any} ctx @param {Load} load @param {number} floor */
async function bySocket(ctx, load, floor) {
  const ours = await place(ctx, load, { questions: QUESTIONS, visitors: SOCKETS })
  const own = await place(ctx, load, {
    variant: 'ownCommit',
    questions: QUESTIONS,
    visitors: SOCKETS,
  })
  const casts = new Map(
    ['echo', 'ours', 'own'].map((name) => [name, Array.from({ length: SOCKETS }, () => 0)]),
  )
  const votes =
    (
      /** @type {string} */ name,
      /** @type {number} */ port,
      /** @type {string} */ path,
      /** @type {Place} */ { cookies, nos },
    ) =>
    async () => {
      const given = {
        port,
        path,
        cookies,
        nos,
        cast: casts.get(name) ?? [],
        outstanding: OUTSTANDING,
        seconds: SECONDS,
      }
      const done = await load('socketVotes', given)
      casts.set(name, done.cast)
      mustEqual(`votes refused or unanswered (${name})`, done.bad, 0)
      return done.perSecond
    }
  const variants = {
    echo: votes('echo', floor, '/bare', ours),
    ours: votes('ours', ours.port, `${ours.api}/live`, ours),
    own: votes('own', own.port, `${own.api}/live`, own),
  }
  for (const warmUp of Object.values(variants)) await warmUp()
  const found = await ctx.rounds(variants, ROUNDS)
  for (const [name, { all }] of Object.entries(found))
    ctx.log(`sockets, ${name}: ${all.map(Math.round).join(' · ')}`)
  const wanted = (casts.get('ours') ?? []).reduce((sum, n) => sum + standing(n, 1, ours.nos), 0)
  mustEqual('votes in the room', await votesOf(ours.session, ours.nos, wanted), wanted)
  const [value, floorRate] = [found.ours.median, found.echo.median]
  return [
    row({
      id: 'socket_vote',
      name: 'votes through hibernating sockets, beside an echo on such sockets',
      value,
      unit: 'per second',
      floor: floorRate,
      atLeast: 0.75,
    }),
    control({
      id: 'socket_vote_control_own_commit',
      name: 'the same, every vote committed alone',
      value: found.own.median,
      unit: 'per second',
      floor: floorRate,
      atLeast: 0.75,
    }),
  ]
}

/** @param {any} ctx @param {Load} load */
async function rowsWritten(ctx, load) {
  const rows = []
  for (const variant of /** @type {const} */ (['countRows', 'wideRows'])) {
    const at = await place(ctx, load, { variant, questions: QUESTIONS, visitors: 200 })
    const { port, api, cookies, nos } = at
    const room = await at.portal.mf.getDurableObjectNamespace('ROOM', 'mianduimian')
    const written = async () => {
      const stub = room.get(room.idFromName(at.session.slug))
      return /** @type {Promise<{ own: number, all: number }>} */ (
        (await stub.fetch('http://room/')).json()
      )
    }
    // What opening the session left to carry is carried first.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const before = await written()
    const alone = { port, api, cookies, nos, from: 0, connections: 1, seconds: 0, count: 400 }
    await load('votesAlone', alone)
    const after = await written()
    const each = (after.own - before.own) / 400
    if (variant === 'wideRows') {
      rows.push(
        control({
          id: 'rows_per_vote_control_wide',
          name: 'the same with rowids and an index on the counter',
          value: each,
          unit: 'rows',
          atMost: 2,
        }),
      )
      continue
    }
    await load('votesAlone', alone)
    const again = await written()
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const start = await written()
    const done = await load('httpVotes', {
      ...alone,
      from: 400,
      connections: CONNECTIONS,
      seconds: SECONDS,
    })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const end = await written()
    rows.push(
      row({
        id: 'rows_per_vote',
        name: 'rows the room writes for a vote that comes alone',
        value: each,
        unit: 'rows',
        atMost: 2,
      }),
      row({
        id: 'rows_per_vote_all',
        name: 'rows per vote under load, with alarms and what carrying to the record writes',
        value: (end.all - start.all) / done.sent,
        unit: 'rows',
        atMost: 2,
      }),
      row({
        id: 'rows_per_resend',
        name: 'rows for a vote sent again',
        value: (again.own - after.own) / 400,
        unit: 'rows',
        atMost: 0,
      }),
    )
  }
  return rows
}
