// The people and sessions that fuzzed requests are about: planted through the API like real ones.

/** @typedef {import('./random.mjs').Chance} Chance */
/** @typedef {'nobody' | 'visitor' | 'other' | 'moderator' | 'official' | 'operator' | 'importer' | 'forged'} Who */
/** @typedef {{ OPERATOR_TOKEN: string, IMPORT_TOKEN: string }} Tokens */

const HOUR = 3_600_000

/**
 * @typedef {object} World
 * @property {number} now when it was planted
 * @property {string[]} slugs sessions in every state
 * @property {number} questions how many numbers a planted session has
 * @property {string} mailbox
 * @property {string[]} ids of questions
 * @property {string[]} answers ids
 * @property {string[]} receipts
 * @property {string[]} units ids
 * @property {(luck: Chance) => string} freshSlug
 * @property {Record<Who, Record<string, string>>} people headers that say who asks
 */

/** @param {string} url @param {string} method @param {string} path @param {unknown} body @param {Record<string, string>} headers */
async function send(url, method, path, body, headers) {
  const form = body instanceof URLSearchParams
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: form ? body : JSON.stringify(body ?? {}),
  })
  const said = await answer.text()
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${said}`)
  const json = answer.headers.get('content-type')?.startsWith('application/json')
  return {
    /** @type {any} */
    said: json ? JSON.parse(said) : said,
    cookie: answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  }
}

/** @param {string} url @param {Tokens} tokens @param {string} role */
export async function staff(url, tokens, role) {
  const operator = { authorization: `Bearer ${tokens.OPERATOR_TOKEN}` }
  const { said } = await send(url, 'POST', '/api/operator/sign-in-links', { role }, operator)
  const k = new URL(said.url).searchParams.get('k') ?? ''
  const { cookie } = await send(url, 'POST', '/desk/sign-in', new URLSearchParams({ k }), {})
  return { cookie }
}

/** @param {string} cookie with the last sign of its signature changed */
const bent = (cookie) => cookie.slice(0, -1) + (cookie.endsWith('A') ? 'B' : 'A')

/**
 * Who asks, and the demonstration with its sessions in every state.
 * @param {string} url @param {Tokens} tokens @param {number} seed
 */
export async function settle(url, tokens, seed) {
  const operator = { authorization: `Bearer ${tokens.OPERATOR_TOKEN}` }
  const { said: demo } = await send(url, 'POST', '/api/operator/demo', {}, operator)
  const moderator = await staff(url, tokens, 'moderator')
  const official = await staff(url, tokens, 'official')
  /** @type {string[]} */
  const slugs = demo.sessions.flatMap((/** @type {{ path: string }} */ { path }) => {
    const slug = /\/s\/([\w-]+)/.exec(path)?.[1]
    return slug ? [slug] : []
  })
  await send(url, 'POST', '/api/operator/units', fuzzUnits, operator)
  return { url, seed, moderator, official, operator, tokens, demo: [...new Set(slugs)] }
}

const fuzzUnits = [
  { id: 'fuzz-county', name: '霞湾县', level: 'county', takesCases: false },
  {
    id: 'fuzz-roads',
    name: '县交通运输局',
    level: 'county',
    parent: 'fuzz-county',
    department: true,
  },
]

/**
 * Sessions of their own for the next few thousand requests, which will have closed them by then.
 * @param {Awaited<ReturnType<typeof settle>>} settled @param {number} era
 * @returns {Promise<World>}
 */
export async function plant(settled, era) {
  const { url, moderator, seed } = settled
  const now = Date.now()
  /** @type {Pick<World, 'ids' | 'answers' | 'receipts'>} */
  const found = { ids: [], answers: [], receipts: [] }
  const visitors = [{ cookie: '' }, { cookie: '' }]
  const slugs = ['draft', 'announced', 'collecting', 'live'].map((s) => `fuzz-${seed}-${era}-${s}`)
  for (const [at, slug] of slugs.entries()) {
    const desk = `/api/desk/sessions/${slug}`
    const given = {
      slug,
      kind: 'town_hall',
      title: '出行与看病',
      unit: '霞湾县',
      unitId: 'fuzz-county',
      guests: [{ name: '王某', office: '副县长', unit: '霞湾县' }],
      startsAt: now + HOUR,
    }
    await send(url, 'POST', '/api/desk/sessions', given, moderator)
    if (at >= 1) await send(url, 'POST', `${desk}/announce`, {}, moderator)
    if (at < 2) continue
    await send(url, 'POST', `${desk}/open`, {}, moderator)
    for (let no = 1; no <= 6; no++) {
      const visitor = visitors[no % 2] ?? { cookie: '' }
      const text = `第${no}个问题：${era}号楼的电梯什么时候能装好？`
      const asked = await send(url, 'POST', `/api/sessions/${slug}/questions`, { text }, visitor)
      if (asked.cookie) visitor.cookie = asked.cookie
      found.ids.push(asked.said.id)
      found.receipts.push(asked.said.receipt)
    }
    const decisions = [
      { act: 'approve', nos: [1, 2, 3, 4] },
      { act: 'reject', nos: [6], reason: 'unclear' },
      ...(at < 3 ? [] : [{ act: 'move', to: 'live' }]),
      { act: 'merge', nos: [3], into: 2 },
      {
        act: 'answer',
        no: 4,
        mode: 'written',
        speaker: '林某',
        office: '局长',
        unit: '县交通运输局',
        text: '年底前装好。',
        solved: 'yes',
      },
      ...(at < 3 ? [] : [{ act: 'stage', no: 1 }]),
    ]
    for (const decision of decisions) {
      await send(url, 'POST', `${desk}/decisions`, decision, moderator)
    }
    const listed = await fetch(`${url}/api/sessions/${slug}/questions`)
    const { questions } = /** @type {any} */ (await listed.json())
    for (const { answers } of questions) for (const { id } of answers) found.answers.push(id)
  }
  const [visitor = { cookie: '' }, other = { cookie: '' }] = visitors
  // What is archived can be corrected in the open.
  for (const slug of settled.demo) {
    const answered = await fetch(`${url}/api/sessions/${slug}/questions?order=answered`)
    const { questions = [] } = /** @type {any} */ (await answered.json())
    for (const { answers } of questions) for (const { id } of answers) found.answers.push(id)
  }
  return {
    now,
    mailbox: `fuzz-${seed}-mailbox`,
    ...found,
    questions: 8,
    slugs: [...slugs, ...slugs.slice(2), ...settled.demo],
    units: ['fuzz-county', 'fuzz-roads'],
    freshSlug: (luck) => `fuzz-${seed}-${era}-${luck.text(6, 'abcdefgh')}`,
    people: {
      nobody: {},
      visitor,
      other,
      moderator,
      official: settled.official,
      operator: settled.operator,
      importer: { authorization: `Bearer ${settled.tokens.IMPORT_TOKEN}` },
      forged: {
        cookie: `${bent(visitor.cookie)}; ${bent(moderator.cookie)}`,
        authorization: 'Bearer x',
      },
    },
  }
}
