import { env, exports } from 'cloudflare:workers'
import type { Actor } from '../../worker/contract/room'
import type { PublicSession } from '../../worker/contract/views'
import { newId } from '../../worker/http/ids'
import { ensureStaff } from '../../worker/store/staff'
import { createSession } from '../../worker/store/sessions'

export const origin = 'http://portal.test'

/** Times of the tests: the Worker reads the clock, so they are relative to it. */
export const HOUR = 3_600_000

/** Somebody's browser: keeps its cookies, says where requests come from. */
export class Browser {
  cookies = new Map<string, string>()

  async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    if (this.cookies.size > 0) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const answer = await this.reach(
      new Request(origin + path, { ...init, method, headers, redirect: 'manual' }),
    )
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ')
      const at = pair.indexOf('=')
      const gone = rest.some((part) => part.toLowerCase() === 'max-age=0')
      if (gone) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }

  /** The portal it reaches. */
  protected async reach(request: Request): Promise<Response> {
    return exports.default.fetch(request)
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.send('GET', path, { headers })
  }

  json(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.send(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  }

  form(path: string, fields: Record<string, string>) {
    return this.send('POST', path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }
}

/** A script with a token and no browser around it. */
export function script(path: string, token: string, body: BodyInit, type = 'application/json') {
  return exports.default.fetch(
    new Request(origin + path, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
    }),
  )
}

export const moderator = {
  id: 'm1',
  name: '陈主持',
  office: '主持人',
  unit: '县委宣传部',
  role: 'moderator',
} as const
export const official = {
  id: 'o1',
  name: '林局长',
  office: '住建局局长',
  unit: '住建局',
  role: 'official',
} as const

/** A browser signed in as somebody, by a link of the operator. */
export async function signedIn(
  member: typeof moderator | typeof official | (Actor & { unit: string }),
) {
  await ensureStaff(env.DB, member)
  const link = await script(
    '/api/operator/sign-in-links',
    'test-operator-token',
    JSON.stringify({ role: member.role, id: member.id }),
  )
  const { url } = (await link.json()) as { url: string }
  const browser = new Browser()
  const k = new URL(url).searchParams.get('k') ?? ''
  const answer = await browser.form('/desk/sign-in', { k })
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`)
  return browser
}

let number = 0
export const freshSlug = () => `session-${Date.now().toString(36)}-${++number}`

/** A session in the record, announced. */
export async function announced(slug = freshSlug()): Promise<PublicSession> {
  const now = Date.now()
  const held = await createSession(
    env.DB,
    {
      slug,
      kind: 'town_hall',
      title: '老旧小区加装电梯',
      topic: '加装电梯',
      notice: '欢迎提问',
      unit: '霞湾县',
      place: '融媒体中心',
      startsAt: now + HOUR,
      guests: [{ id: 'g1', name: '林局长', office: '住建局局长', unit: '住建局' }],
      state: 'announced',
    },
    newId(),
    now,
  )
  return held.session
}

/** A session that collects questions, with its moderator. */
export async function open() {
  const desk = await signedIn(moderator)
  const { slug } = await announced()
  const answer = await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
  if (answer.status !== 200) throw new Error(`open answered ${answer.status}`)
  return { slug, desk, api: `/api/sessions/${slug}`, deskApi: `/api/desk/sessions/${slug}` }
}

export async function ask(browser: Browser, slug: string, text: string) {
  const answer = await browser.json('POST', `/api/sessions/${slug}/questions`, { text })
  if (answer.status !== 201) throw new Error(`asking answered ${answer.status}`)
  return (await answer.json()) as { id: string; no: number; receipt: string; state: string }
}

export async function decide(desk: Browser, slug: string, decision: unknown) {
  return desk.json('POST', `/api/desk/sessions/${slug}/decisions`, decision)
}

export async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code
}
