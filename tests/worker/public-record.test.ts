import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { questionSitemaps, sitemapQuestions } from '../../worker/store/sitemap'
import { readCursor } from '../../worker/store/cursor'
import { announced, Browser, origin } from './http-kit'
import { aCase, anAnswer, aQuestion, aSession, NOON } from './store-rows'
import { factsOf } from './structured-reader'

const DAY = 86_400_000
const secret = '不该让别人看见的字'
const reader = () => new Browser()
const read = async (path: string) => (await reader().get(path)).text()

/** An edition that is over, with a question of every fate; what nobody may read has a word of its own. */
const edition = {
  ...emptyLoad,
  session: aSession({
    slug: 'autumn',
    state: 'archived',
    authority: 'record',
    edition: 3,
    wrappedAt: NOON + 500_000,
    archivedAt: NOON + 900_000,
  }),
  questions: [
    aQuestion(1, { state: 'answered', settledAt: NOON + 100_001, votes: 5, name: '老林' }),
    aQuestion(2, { state: 'answered', settledAt: NOON + 100_002 }),
    aQuestion(3, { state: 'handed_off', settledAt: NOON + 200_003 }),
    aQuestion(4, { state: 'merged', mergedInto: 1, settledAt: NOON + 50_000 }),
    aQuestion(5, { state: 'submitted', listedAt: null, text: `${secret}五` }),
    aQuestion(6, { state: 'rejected', listedAt: null, reason: 'abusive', text: `${secret}六` }),
    aQuestion(7, { state: 'taken_down', reason: 'unlawful', settledAt: NOON + 8, text: secret }),
    aQuestion(8, { state: 'withdrawn', settledAt: NOON + 9, text: secret }),
    aQuestion(9, { state: 'handed_off', settledAt: NOON + 200_009 }),
    aQuestion(10, { state: 'handed_off', settledAt: NOON + 200_010 }),
  ],
  answers: [
    anAnswer(1),
    anAnswer(2, { mode: 'written' }),
    anAnswer(2, { id: 'a2-undone', withdrawn: true, text: secret }),
  ],
  cases: [
    aCase(3),
    aCase(9, {
      state: 'disputed',
      outcome: 'solved',
      repliedAt: NOON + 2 * DAY,
      reply: '已经修好。',
      note: secret,
    }),
    aCase(10, {
      state: 'confirmed',
      outcome: 'solved',
      repliedAt: NOON + 2 * DAY,
      closedAt: NOON + 3 * DAY,
      reply: '班车已经加开。',
    }),
  ],
}

beforeEach(async () => {
  await carry(env.DB, edition)
})

describe('what became of everything', () => {
  test('the page of an edition that is over opens with the fate of every question, what went wrong first', async () => {
    const html = await read('/s/autumn')
    const outcomes = /<section class="outcomes">(.*?)<\/section>/s.exec(html)?.[1] ?? ''
    const groups = [...outcomes.matchAll(/<details[^>]*class="fate (\w+)"[^>]*>.*?<b[^>]*>(\d+)/gs)]
    expect(groups.map(([, fate, n]) => [fate, Number(n)])).toEqual([
      ['overdue', 1],
      ['disputed', 1],
      ['confirmed', 1],
      ['answeredLive', 1],
      ['answeredWritten', 1],
      ['merged', 1],
      ['withdrawnLater', 1],
      ['takenDown', 1],
    ])
    expect(outcomes).toContain('<details open class="fate overdue">')
    // Before the list of questions, after the bridge.
    expect(html.indexOf('class="bridge')).toBeLessThan(html.indexOf('class="outcomes"'))
    expect(html.indexOf('class="outcomes"')).toBeLessThan(html.indexOf('id="list"'))
    expect(html).not.toContain(secret)
  })

  test('every figure of the second line of the bridge leads to as many rows', async () => {
    const html = await read('/s/autumn')
    const figures = [...html.matchAll(/href="(\/s\/autumn\?show=\w+)#list">\D*?(\d+)<\/a>/g)]
    const shows = figures.map(([, path = '']) => path.split('=')[1])
    for (const term of ['overdue', 'disputed', 'replied', 'closed', 'solved', 'confirmed']) {
      expect(shows).toContain(term)
    }
    for (const [, path = '', n] of figures) {
      const list = (await read(path)).split('id="list"')[1] ?? ''
      expect([path, [...list.matchAll(/<article class="q /g)].length]).toEqual([path, Number(n)])
    }
  })

  test('the next edition opens with what became of the last, said in plain words', async () => {
    await carry(env.DB, {
      ...emptyLoad,
      session: aSession({
        id: 's2',
        slug: 'next',
        state: 'announced',
        authority: 'record',
        edition: 4,
        title: '第四期网友面对面',
        liveAt: null,
      }),
    })
    await env.DB.batch([
      env.DB.prepare("INSERT INTO series (id, title) VALUES ('f2f', '霞湾县与网友面对面')"),
      env.DB.prepare("UPDATE sessions SET series_id = 'f2f'"),
    ])
    const promise = (id: string, state: string, day: string | null, quote: string) =>
      env.DB.prepare(
        `INSERT INTO commitments (id, session_id, quote, said_at, who, office, unit, what, due_day, state, updated_at)
         VALUES (?1, 's1', ?4, 0, '', '', '县住建局', ?4, ?3, ?2, 1)`,
      ).bind(id, state, day, quote)
    await env.DB.batch([
      promise('p-kept', 'verified', '2026-01-01', '年前装好路灯'),
      promise('p-open', 'doing', null, '尽快加密班次'),
      promise('p-late', 'doing', '2026-01-02', '元旦前修好水管'),
    ])
    const html = await read('/s/next')
    const last = /<section class="card last-edition">(.*?)<\/section>/s.exec(html)?.[1] ?? ''
    expect(last).toContain('上一期的问题，后来怎么样了')
    expect(last).toContain('还没有答复')
    expect(last).toContain('答复了，提问人说没有解决')
    expect(last).toContain('答复了，提问人确认解决')
    expect(last.indexOf('/q/q3')).toBeLessThan(last.indexOf('/q/q9'))
    expect(last.indexOf('/q/q9')).toBeLessThan(last.indexOf('/q/q10'))
    // What was promised then stands beside it, what is late first.
    expect(last).toContain('上一期说要办的 3 件事')
    expect(last).toContain('过了期限 1 件（到期未更新 1 件），还在期限内办理 1 件，核实办成 1 件。')
    expect(last.indexOf('/promises/p-late')).toBeLessThan(last.indexOf('/promises/p-open'))
    const wall = await read('/s/next/screen')
    expect(wall).toContain('上一期转办 3 件：已答复 2，群众确认 1')
    expect(wall).toContain('上一期承诺 3 条：已办成 1')
    expect(html).not.toContain(secret)
  })
})

describe('addresses', () => {
  test('of an imported message go on leading to it, by the number it had before', async () => {
    await env.DB.prepare("UPDATE questions SET external_id = 'LY-2019.0042' WHERE id = 'q3'").run()
    const answer = await reader().get('/q/LY-2019.0042')
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/q/q3'])
  })

  test('that two systems used alike, or that belong to what is not public, lead nowhere', async () => {
    await env.DB.prepare("UPDATE questions SET external_id = 'LY-5' WHERE id = 'q5'").run()
    expect((await reader().get('/q/LY-5')).status).toBe(404)
    expect((await reader().get('/q/LY-6')).status).toBe(404)
  })

  test('of what was taken down tell when and why, and nothing of what it said', async () => {
    const answer = await reader().get('/q/q7')
    expect(answer.status).toBe(200)
    const html = await answer.text()
    expect(html).toContain('含有违法内容')
    expect(html).not.toContain(secret)
  })

  test('show a correction with what went and what came, each named for whoever hears the page', async () => {
    await carry(env.DB, {
      ...emptyLoad,
      revisions: [
        {
          id: 'r1',
          sessionId: 's1',
          entity: 'answer',
          entityId: 'a1',
          why: '日期写错',
          before: '下个月10日延长。',
          after: '下个月20日延长。',
          by: 'm1',
          at: NOON + 200_000,
        },
      ],
    })
    const html = await read('/q/q1')
    expect(html).toMatch(/<del><span class="sr-only">【删去】<\/span>10<span/)
    expect(html).toMatch(/<ins><span class="sr-only">【改为】<\/span>20<span/)
    expect(html).toContain('日期写错')
  })
})

describe('crawlers', () => {
  const locations = (body: string) => [...body.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, at]) => at)

  test('are told where the sitemap is and where they have no business', async () => {
    const answer = await reader().get('/robots.txt')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const body = await answer.text()
    expect(body).toContain(`Sitemap: ${origin}/sitemap.xml`)
    expect(body).toContain('Disallow: /desk\n')
    expect(body).not.toMatch(/Disallow: \/(?:s|q|my)?\n/)
  })

  test('find every page that is there for good, each at the address it calls its own, and no stub', async () => {
    const index = await read('/sitemap.xml')
    const found: string[] = []
    for (const at of locations(index)) {
      const part = await reader().get((at ?? '').slice(origin.length))
      expect(part.headers.get('content-type')).toBe('application/xml; charset=utf-8')
      found.push(...locations(await part.text()).map((loc) => loc ?? ''))
    }
    const paths = found.map((loc) => loc.slice(origin.length))
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.filter((path) => path.startsWith('/q/')).toSorted()).toEqual(
      ['/q/q1', '/q/q10', '/q/q2', '/q/q3', '/q/q4', '/q/q9'].toSorted(),
    )
    expect(paths).toContain('/s/autumn')
    for (const path of paths) {
      const answer = await reader().get(path)
      expect([path, answer.status]).toEqual([path, 200])
      const html = await answer.text()
      expect(html).toContain(`<link rel="canonical" href="${origin}${path}"/>`)
      expect(html).not.toContain('content="noindex"')
    }
  })

  test('get a list of any length in pages of which each begins where the last one ended', async () => {
    const all = await sitemapQuestions(env.DB, null, 1000)
    for (const size of [1, 2, 3, 7, 8, 9]) {
      const starts = await questionSitemaps(env.DB, size)
      const parts = await Promise.all(
        starts.map((start) =>
          sitemapQuestions(env.DB, start === null ? null : readCursor(start, 'part'), size),
        ),
      )
      expect(parts.flat()).toEqual(all)
    }
  })

  test('are refused a part of the sitemap that nobody wrote', async () => {
    for (const part of ['', 'x.xml', 'questions-.xml', "questions-1.x'--.xml", 'questions-first']) {
      expect((await reader().get(`/sitemap/${part}`)).status).toBe(404)
    }
  })

  test('read when a question last changed: at its reply, not at its asking', async () => {
    const rows = await sitemapQuestions(env.DB, null)
    const changed = Object.fromEntries(rows.map(({ id, changed: at }) => [id, at]))
    expect(changed['q10']).toBe(NOON + 3 * DAY)
    expect(changed['q1']).toBe(NOON + 100_001)
  })

  test('are kept from what is left of a question, and from pages that belong to one person', async () => {
    for (const path of ['/q/q7', '/q/q8', '/my', '/verify', '/desk/sign-in', '/s/autumn/ask']) {
      expect([path, await read(path)]).toEqual([
        path,
        expect.stringContaining('<meta name="robots" content="noindex"/>'),
      ])
    }
  })

  test('find each page in both languages, and which of them is which', async () => {
    const html = await read('/q/q1')
    for (const [lang, query] of [
      ['zh-CN', '?lang=zh'],
      ['en', '?lang=en'],
      ['x-default', ''],
    ]) {
      expect(html).toContain(
        `<link rel="alternate" hreflang="${lang}" href="${origin}/q/q1${query}"/>`,
      )
    }
    expect(await read('/q/q1?lang=en')).toContain(
      `<link rel="canonical" href="${origin}/q/q1?lang=en"/>`,
    )
    expect(await read('/q/q1?utm_source=x')).toContain(
      `<link rel="canonical" href="${origin}/q/q1"/>`,
    )
  })
})

describe('facts for search engines', () => {
  test('a question tells its answers, and the one its asker agrees with is the accepted one', async () => {
    const [page] = factsOf(await read('/q/q10')).filter((fact) => fact['@type'] === 'QAPage')
    expect(page?.['mainEntity']).toMatchObject({
      name: '第10路公交什么时候延长到新村？',
      answerCount: 1,
      acceptedAnswer: {
        text: '班车已经加开。',
        author: { '@type': 'GovernmentOrganization', name: '县交通运输局' },
      },
    })
    const disputed = factsOf(await read('/q/q9')).find((fact) => fact['@type'] === 'QAPage')
    expect(disputed?.['mainEntity']).not.toHaveProperty('acceptedAnswer')
    expect(disputed?.['mainEntity']).toMatchObject({ suggestedAnswer: [{ text: '已经修好。' }] })
  })

  test('a session is an event with its place, its page and whoever answers', async () => {
    const facts = factsOf(await read('/s/autumn'))
    expect(facts.find((fact) => fact['@type'] === 'Event')).toMatchObject({
      startDate: '2026-11-20T12:00:00+08:00',
      eventStatus: 'https://schema.org/EventScheduled',
      location: [{ '@type': 'Place' }, { '@type': 'VirtualLocation' }],
      performer: [{ name: '王某', jobTitle: '副县长' }],
    })
    expect(facts.find((fact) => fact['@type'] === 'BreadcrumbList')).toMatchObject({
      itemListElement: [{ position: 1 }, { position: 2 }, { name: '第三期网友面对面' }],
    })
  })

  test('a session that was called off says so', async () => {
    const { slug, id } = await announced()
    await env.DB.prepare("UPDATE sessions SET state = 'cancelled', announced_at = 1 WHERE id = ?1")
      .bind(id)
      .run()
    const event = factsOf(await read(`/s/${slug}`)).find((fact) => fact['@type'] === 'Event')
    expect(event?.['eventStatus']).toBe('https://schema.org/EventCancelled')
  })

  test('every public page states nothing but what a strict reader accepts, and no sealed word', async () => {
    const { slug } = await announced()
    const pages = ['/', '/archive', '/s/autumn', `/s/${slug}`, '/q/q1', '/q/q4', '/q/q7', '/q/q8']
    for (const path of pages) {
      const html = await read(path)
      const facts = factsOf(html)
      expect([path, facts.length > 0]).toEqual([path, path !== '/archive'])
      expect(html).not.toContain(secret)
    }
    const stub = factsOf(await read('/q/q7'))
    expect(stub.some((fact) => fact['@type'] === 'QAPage')).toBe(false)
  })
})
