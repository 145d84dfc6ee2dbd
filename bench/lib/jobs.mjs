// What a load process can be asked to do. Everything goes to this machine and ends by itself.
import { closedLoop, connect, jsonOf, request } from './http.mjs'
import { openMany, openSocket } from './ws.mjs'

const bodies = { true: '{"on":true}', false: '{"on":false}' }

/**
 * The nth vote: first every voter supports one question, then each another one; when everybody
 * supports everything, it is taken back in the same order. So every vote changes something.
 * @param {number} i @param {number} voters @param {number[]} nos
 */
function nthVote(i, voters, nos) {
  const voter = i % voters
  const pass = Math.floor(i / voters)
  const no = nos[(pass + voter) % nos.length] ?? 0
  return { voter, no, on: Math.floor(pass / nos.length) % 2 === 0 }
}

/** How many votes stand after the first `n`. @param {number} n @param {number} voters @param {number[]} nos */
export function standing(n, voters, nos) {
  const all = voters * nos.length
  const rest = n % all
  return Math.floor(n / all) % 2 === 0 ? rest : all - rest
}

/**
 * @typedef {object} Votes
 * @property {number} port
 * @property {string} api such as /api/sessions/x
 * @property {string[]} cookies
 * @property {number[]} nos
 * @property {number} from votes cast before
 * @property {number} connections
 * @property {number} seconds
 */

/** Votes by HTTP. @param {Votes} given */
export async function httpVotes({ port, api, cookies, nos, from, connections, seconds }) {
  let i = from
  const done = await closedLoop({
    port,
    connections,
    seconds,
    next() {
      const { voter, no, on } = nthVote(i, cookies.length, nos)
      i += 1
      const path = `${api}/questions/${no}/vote`
      return request(port, 'PUT', path, { body: bodies[`${on}`], cookie: cookies[voter] })
    },
  })
  return { ...done, sent: i - from }
}

/** Votes one after another, the next when the last was answered. @param {Votes & { count: number }} given */
export async function votesAlone({ port, api, cookies, nos, from, count }) {
  const line = await connect(port)
  for (let i = from; i < from + count; i += 1) {
    const { voter, no, on } = nthVote(i, cookies.length, nos)
    const path = `${api}/questions/${no}/vote`
    const answer = await line.send(
      request(port, 'PUT', path, { body: bodies[`${on}`], cookie: cookies[voter] }),
    )
    if (answer.status !== 200) throw new Error(`A vote was answered ${answer.status}.`)
  }
  line.end()
}

/** Questions a visitor asks here; ten in ten minutes are let through. */
const ASKS_EACH = 8

/**
 * Questions, of visitors who voted before; should there not be enough of them, of new ones.
 * @param {Omit<Votes, 'nos'>} given
 */
export async function httpAsks({ port, api, cookies, from, connections, seconds }) {
  let i = from
  const done = await closedLoop({
    port,
    connections,
    seconds,
    next() {
      const cookie = cookies[Math.floor(i / ASKS_EACH)]
      i += 1
      const headers = { 'Idempotency-Key': `bench-${String(i).padStart(24, '0')}` }
      const text = `第 ${i} 个问题：我们小区的自来水早晚水压都不够，什么时候能够改造管网？`
      return request(port, 'POST', `${api}/questions`, { body: { text }, cookie, headers })
    },
  })
  return { ...done, sent: i - from }
}

/** GETs of one address. @param {{ port: number, path: string, connections: number, seconds: number }} given */
export function gets({ port, path, connections, seconds }) {
  const text = request(port, 'GET', path)
  return closedLoop({ port, connections, seconds, next: () => text })
}

/** Visitors: each casts a first vote and keeps the cookie. @param {{ port: number, api: string, no: number, count: number }} given */
export async function visitors({ port, api, no, count }) {
  const text = request(port, 'PUT', `${api}/questions/${no}/vote`, { body: bodies.true })
  const lines = await Promise.all(Array.from({ length: 32 }, () => connect(port)))
  /** @type {string[]} */
  const cookies = []
  let asked = 0
  await Promise.all(
    lines.map(async (line) => {
      while (asked < count) {
        asked += 1
        const answer = await line.send(text)
        const cookie = /\r\nset-cookie: ([^;]+)/i.exec(answer.head)?.[1]
        if (answer.status !== 200 || !cookie) throw new Error(`A first vote: ${answer.status}`)
        cookies.push(cookie)
      }
      line.end()
    }),
  )
  return cookies
}

/**
 * Votes through sockets, each with some of them under way at a time; an echo answers the same frame.
 * @param {{ port: number, path: string, cookies: string[], nos: number[], cast: number[],
 *   outstanding: number, seconds: number }} given
 *   cookies: one visitor for each socket; cast: votes each of them has cast before
 */
export async function socketVotes({ port, path, cookies, nos, cast, outstanding, seconds }) {
  const count = cookies.length
  let sent = 0
  let inTime = 0
  let acknowledged = 0
  let bad = 0
  let until = Number.POSITIVE_INFINITY
  /** @type {string[]} */
  const lost = []
  /** @type {(() => void)[]} */
  const going = []
  const sockets = await openMany(count, (index) =>
    openSocket(port, path, {
      cookie: cookies[index],
      gone: (why) => lost.push(why),
      take(payload) {
        // `{"t":"voted"…` from the room, `{"t":"vote"…` from an echo; anything else is for its page.
        const t = payload.toString('latin1', 6, 10)
        if (t === 'vote') {
          acknowledged += 1
          if (performance.now() < until) {
            inTime += 1
            going[index]?.()
          }
        } else if (t === 'no",') bad += 1
      },
    }),
  )
  sockets.forEach((socket, index) => {
    going[index] = () => {
      const pass = cast[index] ?? 0
      cast[index] = pass + 1
      const { no, on } = nthVote(pass * count + index, count, nos)
      sent += 1
      socket.send(`{"t":"vote","r":${pass + 1},"q":${no},"on":${on}}`)
    }
  })
  const cpu = process.cpuUsage()
  const began = performance.now()
  until = began + seconds * 1000
  for (const go of going) for (let i = 0; i < outstanding; i += 1) go()
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(cpu)
  const cores = (user + system) / 1000 / (performance.now() - began)
  for (let i = 0; i < 200 && acknowledged < sent; i += 1) await sleep(10)
  for (const socket of sockets) socket.end()
  if (lost.length > 0) throw new Error(`${lost.length} sockets were lost: ${lost[0]}`)
  const unanswered = sent - acknowledged
  return { perSecond: inTime / seconds, bad: bad + unanswered, cast, cores }
}

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Viewers watch while people vote at a steady pace, whether or not they are answered; ten votes a
 * second are probes, timed from being sent to being seen, by every viewer.
 * @param {{ port: number, api: string, viewers: number, cookies: string[], nos: number[], from: number,
 *   probe: number, probeFrom: number, seconds: number, votesPerSecond: number }} given
 *   probe: number of a question only probes vote for; probeFrom: votes it has
 */
export async function watch(given) {
  const { port, api, viewers, cookies, nos, from, probe, probeFrom, seconds, votesPerSecond } =
    given
  /** @type {number[]} when the probe that makes this count was sent */
  const sentAt = []
  const seen = Array.from({ length: viewers }, () => probeFrom)
  /** @type {number[]} */
  const times = []
  /** @type {string[]} */
  const lost = []
  // Every viewer is sent the same text; it is read once.
  let lastText = Buffer.alloc(0)
  let lastCount = 0
  const countIn = (/** @type {Buffer} */ payload) => {
    if (lastText.equals(payload)) return lastCount
    lastText = Buffer.from(payload)
    const frame = JSON.parse(payload.toString())
    const pair = frame.n?.find((/** @type {[number, number]} */ [no]) => no === probe)
    lastCount = pair?.[1] ?? 0
    return lastCount
  }
  const sockets = await openMany(viewers, (index) =>
    openSocket(port, `${api}/live`, {
      gone: (why) => lost.push(why),
      take(payload) {
        const count = countIn(payload)
        const now = performance.now()
        for (let n = (seen[index] ?? 0) + 1; n <= count; n += 1)
          times.push(now - (sentAt[n] ?? now))
        seen[index] = Math.max(seen[index] ?? 0, count)
      },
    }),
  )
  const lines = await Promise.all(Array.from({ length: 128 }, () => connect(port)))
  const free = [...lines]
  let skipped = 0
  let bad = 0
  const send = (/** @type {string} */ text) => {
    const line = free.pop()
    // Open loop: who finds no free line is counted, not waited for.
    if (!line) return (skipped += 1)
    line.send(text).then(
      (answer) => {
        if (answer.status !== 200) bad += 1
        free.push(line)
      },
      () => (bad += 1),
    )
    return skipped
  }
  let i = from
  let probed = probeFrom
  const pace = 1000 / votesPerSecond
  const began = performance.now()
  for (let n = 0; n < seconds * votesPerSecond; n += 1) {
    const wait = began + n * pace - performance.now()
    if (wait > 0) await sleep(wait)
    const { voter, no, on } = nthVote(i, cookies.length, nos)
    i += 1
    send(
      request(port, 'PUT', `${api}/questions/${no}/vote`, {
        body: bodies[`${on}`],
        cookie: cookies[voter],
      }),
    )
    if (n % Math.round(votesPerSecond / 10) !== 0) continue
    const text = request(port, 'PUT', `${api}/questions/${probe}/vote`, {
      body: bodies.true,
      cookie: cookies[probed],
    })
    probed += 1
    sentAt[probed] = performance.now()
    send(text)
  }
  const wanted = (probed - probeFrom) * viewers
  for (let n = 0; n < 300 && times.length < wanted; n += 1) await sleep(10)
  for (const socket of sockets) socket.end()
  for (const line of lines) line.end()
  if (lost.length > 0) throw new Error(`${lost.length} viewers were lost: ${lost[0]}`)
  if (times.length !== wanted) throw new Error(`${wanted - times.length} probes were not seen.`)
  return { times, bad: bad + skipped, from: i, probed }
}

/**
 * One frame after another to everybody: timed from the request that causes it to its arrival, by socket.
 * @param {{ port: number, path: string, sockets: number, frames: number, everyMs: number,
 *   send: { method: string, path: string, body: string, cookie?: string } }} given
 *   In the body MARK stands for what tells the frames apart.
 */
export async function fanOut({ port, path, sockets: count, frames, everyMs, send }) {
  /** @type {number[]} */
  const times = []
  /** @type {string[]} */
  const lost = []
  let mark = Buffer.from('none yet')
  let sentAt = 0
  let bytes = 0
  const sockets = await openMany(count, () =>
    openSocket(port, path, {
      gone: (why) => lost.push(why),
      take(payload) {
        if (!payload.includes(mark)) return
        times.push(performance.now() - sentAt)
        bytes = payload.length
      },
    }),
  )
  const line = await connect(port)
  for (let i = 0; i < frames; i += 1) {
    const name = `mark-${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}`
    mark = Buffer.from(name)
    const text = request(port, send.method, send.path, {
      body: send.body.replace('MARK', name),
      cookie: send.cookie,
    })
    sentAt = performance.now()
    const answer = await line.send(text)
    if (answer.status !== 200)
      throw new Error(`The frame was refused: ${answer.status} ${answer.body}`)
    const wanted = (i + 1) * count
    for (let n = 0; n < 500 && times.length < wanted; n += 1) await sleep(5)
    if (times.length !== wanted) throw new Error(`${wanted - times.length} sockets missed a frame.`)
    await sleep(Math.max(0, sentAt + everyMs - performance.now()))
  }
  line.end()
  for (const socket of sockets) socket.end()
  if (lost.length > 0) throw new Error(`${lost.length} sockets were lost: ${lost[0]}`)
  return { times, bytes }
}

/**
 * Sends bodies one after another, for some seconds; each is made for its number.
 * @param {{ port: number, path: string, token: string, from: number, perBody: number, seconds: number,
 *   answersLines: boolean }} given
 */
export async function imports({ port, path, token, from, perBody, seconds, answersLines }) {
  const line = await connect(port)
  let i = from
  let rows = 0
  const began = performance.now()
  const until = began + seconds * 1000
  let now = began
  while (now < until) {
    const body = Array.from({ length: perBody }, () => JSON.stringify(message((i += 1)))).join('\n')
    const answer = await line.send(
      request(port, 'POST', path, {
        body,
        type: 'application/x-ndjson',
        headers: { Authorization: `Bearer ${token}` },
      }),
    )
    if (answer.status !== 200) throw new Error(`An import was answered ${answer.status}.`)
    const done = answersLines
      ? jsonOf(answer).results.filter((/** @type {any} */ one) => one.status === 'imported').length
      : perBody
    if (done !== perBody) throw new Error(`${perBody - done} of ${perBody} messages did not go in.`)
    rows += done
    now = performance.now()
  }
  line.end()
  return { perSecond: rows / ((now - began) / 1000), from: i, rows }
}

/** A letter to a mailbox as long as real ones are. @param {number} i */
const message = (i) => ({
  id: `letter-${i}`,
  author: '网友',
  title: `关于第 ${i} 号小区早晚高峰供水压力不足的来信`,
  body: '我们小区建成二十多年，六楼以上早晚基本没有水，物业说管网老化，希望有关部门来看一看。'.repeat(
    4,
  ),
  submittedAt: '2026-03-02T09:15:00+08:00',
  reply:
    '您好，来信收悉。经县供水公司现场核实，该片区管网已经列入今年改造计划，预计九月底前完工。'.repeat(
      6,
    ),
  repliedAt: '2026-03-09T16:40:00+08:00',
  likes: i % 90,
})
