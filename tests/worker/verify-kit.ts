import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { app } from '../../worker/app'
import { Browser, origin } from './http-kit'

/** A portal with settings of its own, in this runtime. */
export class Portal {
  constructor(readonly vars: Record<string, string>) {}

  async fetch(request: Request): Promise<Response> {
    const ctx = createExecutionContext()
    const answer = await app.fetch(request, { ...env, ...this.vars }, ctx)
    await waitOnExecutionContext(ctx)
    return answer
  }

  browser(): PortalBrowser {
    return new PortalBrowser(this)
  }
}

/** A browser at such a portal. */
export class PortalBrowser extends Browser {
  constructor(readonly portal: Portal) {
    super()
  }

  override async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    if (this.cookies.size > 0) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const answer = await this.portal.fetch(
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

  /** Another window with the same cookies. */
  twin(): PortalBrowser {
    const twin = new PortalBrowser(this.portal)
    twin.cookies = new Map(this.cookies)
    return twin
  }
}

/** What a gateway was sent. */
export interface Sms {
  to: string
  code: string
  minutes: number
  id: string
}

/** Stands where the office's gateway is, and keeps what it is sent. */
export class Gateway {
  static readonly url = 'https://sms.example/send'
  readonly sent: Sms[] = []
  readonly requests: { headers: Headers; body: string }[] = []
  answer: () => Promise<Response> = () => Promise.resolve(new Response('ok'))

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (request.url !== Gateway.url) throw new Error('Nobody else may be asked.')
    const body = await request.text()
    this.requests.push({ headers: request.headers, body })
    this.sent.push(JSON.parse(body) as Sms)
    return this.answer()
  }

  get code(): string {
    return this.sent.at(-1)?.code ?? ''
  }
}

export const gatewayVars = { SMS_GATEWAY_URL: Gateway.url, SMS_GATEWAY_KEY: 'gateway-key' }
