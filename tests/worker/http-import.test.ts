import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { announced, Browser, freshSlug, script } from './http-kit'

const message = {
  id: '2554',
  author: 'A00023583',
  title: '潇楚南路怎么还没修好？',
  body: '从2018年开始修，到现在都快一年了。',
  submittedAt: '2019-04-24T16:03:40+08:00',
  reply: '预计今年8月底将完工通车。',
  repliedAt: '2019-04-29T09:00:00+08:00',
}

interface Result {
  results: { line: number; status: string; code?: string; field?: string }[]
  unknown: string[]
}

function send(slug: string, lines: (object | string | Uint8Array)[], query = '?title=网上信箱') {
  const encoder = new TextEncoder()
  const parts = lines.map((line) =>
    line instanceof Uint8Array
      ? line
      : encoder.encode(typeof line === 'string' ? line : JSON.stringify(line)),
  )
  const body = Uint8Array.from(parts.flatMap((part) => [...part, 10]))
  return script(
    `/api/sessions/${slug}/import${query}`,
    'test-import-token',
    body,
    'application/x-ndjson',
  )
}

async function results(answer: Response): Promise<Result> {
  expect(answer.status).toBe(200)
  return answer.json()
}

test('messages come into a new mailbox once, and the same again changes nothing', async () => {
  const slug = freshSlug()
  const lines = [message, { ...message, id: 7, reply: null, repliedAt: null, likes: 12 }]
  const first = await results(await send(slug, lines))
  expect(first.results).toEqual([
    { line: 1, status: 'imported' },
    { line: 2, status: 'imported' },
  ])
  const again = await results(await send(slug, lines))
  expect(again.results.map(({ status }) => status)).toEqual(['unchanged', 'unchanged'])
  const snapshot = await (
    await new Browser().get(`/api/sessions/${slug}/snapshot`)
  ).json<{
    session: { kind: string; title: string }
    questions: { text: string; support?: number; answers: { text: string; at: number }[] }[]
  }>()
  expect(snapshot.session).toMatchObject({ kind: 'mailbox', title: '网上信箱' })
  expect(snapshot.questions).toHaveLength(2)
  expect(snapshot.questions.find(({ support }) => support === 12)?.answers).toEqual([])
  const answered = snapshot.questions.find(({ answers }) => answers.length > 0)
  expect(answered?.answers[0]).toMatchObject({
    text: message.reply,
    at: Date.parse(message.repliedAt),
  })
})

const without = (field: keyof typeof message) => {
  const { [field]: _, ...rest } = message
  return rest
}
const broken = new Uint8Array([
  ...new TextEncoder().encode('{"id":"1","title":"'),
  0xff,
  0x22,
  0x7d,
])

const bad: [string, object | string | Uint8Array, string, string?][] = [
  ['no JSON', '{"id": canary', 'BAD_REQUEST'],
  ['a list', '["canary"]', 'BAD_REQUEST'],
  ['broken UTF-8', broken, 'BAD_TEXT'],
  [
    'half a surrogate',
    `{"id":"1","title":"canary\\ud800","body":"x","submittedAt":"2019-04-24T16:03:40Z"}`,
    'BAD_TEXT',
    'title',
  ],
  ['no id', without('id'), 'EMPTY', 'id'],
  ['no title', without('title'), 'EMPTY', 'title'],
  ['no body', { ...message, body: ' ' }, 'EMPTY', 'body'],
  ['no time', without('submittedAt'), 'EMPTY', 'submittedAt'],
  [
    'a day that is none',
    { ...message, submittedAt: '2019-02-30T16:03:40+08:00' },
    'INVALID',
    'submittedAt',
  ],
  ['words for a time', { ...message, submittedAt: 'canary' }, 'INVALID', 'submittedAt'],
  [
    'a time to come',
    { ...message, submittedAt: '2219-02-20T16:03:40+08:00' },
    'INVALID',
    'submittedAt',
  ],
  ['a number for a title', { ...message, title: 5 }, 'INVALID', 'title'],
  ['an object for a reply', { ...message, reply: {} }, 'INVALID', 'reply'],
  ['negative support', { ...message, likes: -1 }, 'INVALID', 'likes'],
  ['too long a title', { ...message, title: '修'.repeat(101) }, 'TOO_LONG', 'title'],
  ['too long a body', { ...message, body: '修'.repeat(10_001) }, 'TOO_LONG', 'body'],
  ['too long a line', { ...message, body: 'canary'.repeat(30_000) }, 'BODY_TOO_LARGE'],
]

test('a bad line is refused with its reason and never its text, and the others go in', async () => {
  const slug = freshSlug()
  const lines = bad.map(([, line]) => line)
  const answer = await send(slug, ['', message, ...lines, { ...message, title: '另一个标题' }])
  const said = await answer.clone().text()
  expect(said).not.toContain('canary')
  const { results: told } = await results(answer)
  expect(told[0]).toEqual({ line: 2, status: 'imported' })
  for (const [i, [what, , code, field]] of bad.entries()) {
    const expected = { line: i + 3, status: 'refused', code, ...(field && { field }) }
    expect([what, told[i + 1]]).toEqual([what, expected])
  }
  expect(told.at(-1)).toEqual({
    line: bad.length + 3,
    status: 'refused',
    code: 'KEY_REUSED',
    field: 'id',
  })
  const { n } = (await env.DB.prepare('SELECT count(*) AS n FROM questions').first<{
    n: number
  }>()) ?? { n: -1 }
  expect(n).toBe(1)
})

test('a rehearsal checks every line and writes nothing', async () => {
  const slug = freshSlug()
  const { results: told } = await results(
    await send(slug, [message, without('id')], '?title=网上信箱&dry=1'),
  )
  expect(told.map(({ status }) => status)).toEqual(['checked', 'refused'])
  expect((await new Browser().get(`/api/sessions/${slug}`)).status).toBe(404)
})

test('fields nobody knows are named and left out', async () => {
  const { unknown } = await results(
    await send(freshSlug(), [{ ...message, topic: '交通', phone: '1' }]),
  )
  expect(unknown).toEqual(['topic', 'phone'])
})

test('only a mailbox takes imports, only with the import token, and only so many lines at once', async () => {
  const { slug } = await announced()
  expect((await send(slug, [message])).status).toBe(409)
  expect((await send(freshSlug(), [message], '')).status).toBe(404)
  expect(
    (
      await send(
        freshSlug(),
        Array.from({ length: 101 }, () => message),
      )
    ).status,
  ).toBe(413)
  const wrong = await script(
    `/api/sessions/${freshSlug()}/import?title=网上信箱`,
    'test-operator-token',
    '',
  )
  expect(wrong.status).toBe(403)
})
