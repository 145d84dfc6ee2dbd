import type { Decision } from '../../worker/contract/room'
import type { Portal } from '../../scripts/portal.mjs'
import { asOperator } from './harness'

/** Somebody at a browser: keeps cookies, and says where requests come from. */
export class Person {
  readonly #cookies = new Map<string, string>()

  constructor(private readonly at: () => string) {}

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async send(
    method: string,
    address: string,
    body?: string | object,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const url = this.at()
    const answer = await fetch(url + address, {
      method,
      redirect: 'manual',
      headers: {
        origin: url,
        ...(this.#cookies.size > 0 ? { cookie: this.cookie } : {}),
        ...(body === undefined
          ? {}
          : {
              'content-type':
                typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
            }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const cut = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, cut), pair.slice(cut + 1))
    }
    return answer
  }

  /** Sends and reads the answer; anything but 2xx fails, saying what was answered. */
  async must<T>(
    method: string,
    address: string,
    body?: string | object,
    headers?: Record<string, string>,
  ): Promise<T> {
    const answer = await this.send(method, address, body, headers)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text}`)
    return JSON.parse(text) as T
  }
}

/** A member of staff, signed in by a link of the operator. */
export async function staff(
  portal: Pick<Portal, 'url'>,
  name: string,
  role: 'moderator' | 'official' = 'moderator',
): Promise<Person> {
  const given = await asOperator(portal, 'sign-in-links', {
    role,
    name,
    office: role === 'moderator' ? '主持人' : '局长',
    unit: '霞湾县',
  })
  const { url } = (await given.json()) as { url: string }
  const person = new Person(() => portal.url)
  const k = new URL(url).searchParams.get('k') ?? ''
  const answer = await person.send('POST', '/desk/sign-in', `k=${encodeURIComponent(k)}`)
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`)
  return person
}

/** A session that collects questions. */
export async function openSession(desk: Person, slug: string): Promise<void> {
  await desk.must('POST', '/api/desk/sessions', {
    slug,
    kind: 'town_hall',
    title: '供水与出行',
    unit: '霞湾县',
    startsAt: Date.now() + 3_600_000,
  })
  await desk.must('POST', `/api/desk/sessions/${slug}/announce`)
  await desk.must('POST', `/api/desk/sessions/${slug}/open`)
}

export function decide(desk: Person, slug: string, decision: Decision) {
  return desk.must<{ event: number; nos: number[] }>(
    'POST',
    `/api/desk/sessions/${slug}/decisions`,
    decision,
  )
}

/** A question the desk enters, listed at once. */
export async function listed(desk: Person, slug: string, text: string): Promise<number> {
  const { no } = await desk.must<{ no: number }>('POST', `/api/desk/sessions/${slug}/entries`, {
    text,
    channel: 'floor',
    direct: 'list',
  })
  return no
}
