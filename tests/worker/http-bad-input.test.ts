import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { RefusalBody } from '../../worker/contract/refusals'
import { ask, Browser, decide, open } from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'
/** A sign no refusal may contain, in every bad input below. */
const CANARY = 'canary<script>'

const bytes = (...parts: (string | number[])[]) => {
  const text = new TextEncoder()
  return new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...text.encode(part)] : part)),
  )
}

interface Bad {
  what: string
  method?: string
  /** After /api/sessions/:slug, or from the root with a leading slash of its own kind. */
  path: string
  body?: BodyInit
  type?: string | null
  headers?: Record<string, string>
  status: number
  code: string
  field?: string
}

const question = 'questions'
const json = (value: unknown) => JSON.stringify(value)
const many = (n: number) => CANARY + '问'.repeat(n)

const table: Bad[] = [
  {
    what: 'broken JSON',
    path: question,
    body: `{"text": "${CANARY}`,
    status: 400,
    code: 'BAD_REQUEST',
  },
  { what: 'an empty body', path: question, body: '', status: 400, code: 'BAD_REQUEST' },
  {
    what: 'no JSON at all',
    path: question,
    body: CANARY,
    type: 'text/plain',
    status: 415,
    code: 'NOT_JSON',
  },
  {
    what: 'no type',
    path: question,
    body: bytes(CANARY),
    type: null,
    status: 415,
    code: 'NOT_JSON',
  },
  {
    what: 'broken UTF-8',
    path: question,
    body: bytes('{"text":"', CANARY, [0xff, 0xfe], '"}'),
    status: 422,
    code: 'BAD_TEXT',
  },
  {
    what: 'half a surrogate',
    path: question,
    body: `{"text":"${CANARY}\\ud800 什么时候能装好"}`,
    status: 422,
    code: 'BAD_TEXT',
  },
  {
    what: 'half a surrogate in a key',
    path: question,
    body: `{"text":"${TEXT}","\\udc00":"${CANARY}"}`,
    status: 422,
    code: 'BAD_TEXT',
  },
  {
    what: 'a number for a text',
    path: question,
    body: json({ text: 5 }),
    status: 422,
    code: 'INVALID',
    field: 'text',
  },
  {
    what: 'no text',
    path: question,
    body: json({ name: CANARY }),
    status: 422,
    code: 'INVALID',
    field: 'text',
  },
  {
    what: 'an unknown field',
    path: question,
    body: json({ text: TEXT, [CANARY]: 1 }),
    status: 422,
    code: 'INVALID',
  },
  { what: 'a list', path: question, body: json([CANARY]), status: 422, code: 'INVALID' },
  {
    what: 'deep nesting',
    path: question,
    body: '['.repeat(8000) + ']'.repeat(8000),
    status: 422,
    code: 'INVALID',
  },
  {
    what: 'only spaces',
    path: question,
    body: json({ text: ' \u3000\u200b\n ' }),
    status: 422,
    code: 'EMPTY',
    field: 'text',
  },
  {
    what: 'too short',
    path: question,
    body: json({ text: '电梯？' }),
    status: 422,
    code: 'TOO_SHORT',
    field: 'text',
  },
  {
    what: 'too long',
    path: question,
    body: json({ text: many(200) }),
    status: 422,
    code: 'TOO_LONG',
    field: 'text',
  },
  {
    what: 'too long a name',
    path: question,
    body: json({ text: TEXT, name: many(20) }),
    status: 422,
    code: 'TOO_LONG',
    field: 'name',
  },
  {
    what: 'too long details',
    path: question,
    body: json({ text: TEXT, details: many(2_000) }),
    status: 422,
    code: 'TOO_LONG',
    field: 'details',
  },
  {
    what: 'too large a body',
    path: question,
    body: json({ text: many(10_000) }),
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
  {
    what: 'a bad key',
    path: question,
    body: json({ text: TEXT }),
    headers: { 'idempotency-key': CANARY },
    status: 422,
    code: 'INVALID',
    field: 'key',
  },
  {
    what: 'an empty comment',
    path: 'comments',
    body: json({ text: '' }),
    status: 422,
    code: 'EMPTY',
    field: 'text',
  },
  {
    what: 'too long a comment',
    path: 'comments',
    body: json({ text: many(500) }),
    status: 422,
    code: 'TOO_LONG',
    field: 'text',
  },
  {
    what: 'a comment under nothing',
    path: 'comments',
    body: json({ text: CANARY, prompt: 99 }),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    what: 'a vote that says nothing',
    method: 'PUT',
    path: 'questions/1/vote',
    body: json({ on: CANARY }),
    status: 422,
    code: 'INVALID',
    field: 'on',
  },
  {
    what: 'a vote on nothing',
    method: 'PUT',
    path: 'questions/99/vote',
    body: json({ on: true }),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    what: 'a vote on no number',
    method: 'PUT',
    path: 'questions/-1/vote',
    body: json({ on: true }),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    what: 'a method nobody offers',
    method: 'DELETE',
    path: question,
    body: json({ text: CANARY }),
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  },
  {
    what: 'an import without a token',
    path: 'import',
    body: CANARY,
    status: 401,
    code: 'SIGN_IN_FIRST',
  },
  {
    what: 'an import with a wrong token',
    path: 'import',
    body: CANARY,
    headers: { authorization: `Bearer ${CANARY}` },
    status: 403,
    code: 'NOT_ALLOWED',
  },
  {
    what: 'no receipt',
    path: '/api/receipts/lookup',
    body: json({ receipt: CANARY }),
    status: 422,
    code: 'RECEIPT_MISTYPED',
    field: 'receipt',
  },
  {
    what: 'a decision of nobody',
    path: '/api/desk/sessions/x/decisions',
    body: json({ act: CANARY }),
    status: 401,
    code: 'SIGN_IN_FIRST',
  },
  {
    what: 'an address of nobody',
    path: '/api/%3Cscript%3Ecanary',
    body: json({}),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    what: 'a slug that cannot be',
    path: '/api/sessions/UPPER_case/questions',
    body: json({ text: TEXT }),
    status: 404,
    code: 'NOT_FOUND',
  },
]

// ASVS 1.5.2, 2.2.1, 2.2.2, 15.3.3, 15.3.5, 16.5.1
test('every bad input has its own code and status, says nothing back and changes nothing', async () => {
  const { slug, api } = await open()
  const before = (await (await new Browser().get(`${api}/snapshot`)).json()) as { seq: number }
  for (const bad of table) {
    const browser = new Browser()
    const headers: Record<string, string> = { ...bad.headers }
    if (bad.type !== null) headers['content-type'] = bad.type ?? 'application/json'
    const path = bad.path.startsWith('/') ? bad.path : `${api}/${bad.path}`
    const answer = await browser.send(bad.method ?? 'POST', path, {
      body: bad.body ?? null,
      headers,
    })
    const said = await answer.text()
    const { error } = JSON.parse(said) as RefusalBody
    expect([bad.what, answer.status, error.code, error.field]).toEqual([
      bad.what,
      bad.status,
      bad.code,
      bad.field,
    ])
    expect(said.toLowerCase()).not.toContain('canary')
    expect(error.message).toMatch(/\p{Script=Han}/u)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
  const after = (await (await new Browser().get(`/api/sessions/${slug}/snapshot`)).json()) as {
    seq: number
  }
  expect(after.seq).toBe(before.seq)
  const { n } = (await env.DB.prepare('SELECT count(*) AS n FROM questions').first<{
    n: number
  }>()) ?? { n: -1 }
  expect(n).toBe(0)
})

// ASVS 2.2.3, 16.5.3
test('the same table of wrong decisions leaves the desk as it was', async () => {
  const { slug, desk } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  const wrong: [unknown, number, string][] = [
    [{ act: 'publish', no }, 422, 'INVALID'],
    [{ act: 'approve', nos: [] }, 422, 'INVALID'],
    [{ act: 'approve', nos: ['1'] }, 422, 'INVALID'],
    [{ act: 'approve', nos: [no], [CANARY]: 1 }, 422, 'INVALID'],
    [{ act: 'approve', nos: [no], seen: { [CANARY]: 1 } }, 422, 'INVALID'],
    [{ act: 'reject', nos: [no], reason: CANARY }, 422, 'INVALID'],
    [{ act: 'reject', nos: [no], reason: 'off_topic', note: many(500) }, 422, 'TOO_LONG'],
    [{ act: 'ask_back', text: ' ' }, 422, 'EMPTY'],
    [{ act: 'edit', no, text: '短', why: 'typo' }, 422, 'TOO_SHORT'],
    [
      {
        act: 'answer',
        no,
        mode: 'live',
        speaker: '',
        office: '局长',
        unit: '局',
        text: '好',
        solved: 'yes',
      },
      422,
      'EMPTY',
    ],
    [{ act: 'move', to: 'archived' }, 422, 'INVALID'],
    [{ act: 'move', to: 'closed' }, 409, 'SESSION_MOVE'],
    [{ act: 'stage', no }, 409, 'SESSION_MOVE'],
    [{ act: 'approve', nos: [99] }, 404, 'NOT_FOUND'],
  ]
  const before = await (await desk.get(`/api/desk/sessions/${slug}`)).json<{ seq: number }>()
  for (const [decision, status, code] of wrong) {
    const answer = await decide(desk, slug, decision)
    const said = await answer.text()
    const { error } = JSON.parse(said) as RefusalBody
    expect([decision, answer.status, error.code]).toEqual([decision, status, code])
    expect(said).not.toContain('canary')
  }
  const after = await (await desk.get(`/api/desk/sessions/${slug}`)).json<{ seq: number }>()
  expect(after.seq).toBe(before.seq)
})
