import { createSign, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** Claims of an ID token and its head, to be spoiled. */
export interface Token {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

/** What may go wrong between the real provider and whoever asks it. */
export interface Mischief {
  /** Another ID token, signed with the provider's own key unless `sign` says otherwise. */
  token?: (token: Token) => Token
  sign?: 'none' | 'broken'
  /** Another answer of the token endpoint. */
  answer?: { status: number; body: string }
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const parse = (text = '') =>
  JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }

function spoiled(idToken: string, { token = (same) => same, sign }: Mischief): string {
  const [head, body] = idToken.split('.')
  const { header, claims } = token({ header: parse(head), claims: parse(body) })
  if (sign === 'none') return `${part({ ...header, alg: 'none' })}.${part(claims)}.`
  const text = `${part(header)}.${part(claims)}`
  const signature = createSign('RSA-SHA256').update(text).sign(privateKey)
  if (sign === 'broken') signature[0] = (signature[0] ?? 0) ^ 1
  return `${text}.${signature.toString('base64url')}`
}

/** An address that refuses every connection. */
export async function deadAddress(): Promise<string> {
  const server = http.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

/**
 * A real OpenID provider on this machine, that lets everybody in under the name they say, with a layer before it
 * that can spoil what it answers.
 */
export class TestProvider {
  /** Paths asked for, in order. */
  readonly asked: string[] = []
  mischief: Mischief = {}
  #handle: http.RequestListener = (_, res) => res.writeHead(503).end()

  private constructor(
    readonly server: http.Server,
    readonly issuer: string,
  ) {}

  static async listen(): Promise<TestProvider> {
    const server = http.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const own = new TestProvider(server, `http://127.0.0.1:${port}`)
    server.on('request', (req, res) => own.#answer(req, res))
    return own
  }

  /** Knows the portal from now on. */
  serve(redirectUris: string[]): void {
    const provider = new Provider(this.issuer, {
      clients: [
        { client_id: 'portal', client_secret: 'portal-secret', redirect_uris: redirectUris },
      ],
      jwks: { keys: [jwk as never] },
      cookies: { keys: ['test'] },
      pkce: { required: () => true },
      scopes: ['openid', 'phone'],
      claims: { openid: ['sub'], phone: ['phone_number', 'phone_number_verified'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          phone_number: '+86 138 0000 1234',
          phone_number_verified: !id.startsWith('unverified'),
        }),
      }),
      // Everybody agrees to everything.
      async loadExistingGrant(ctx) {
        const { client, session } = ctx.oidc
        if (!client || !session?.accountId) return undefined
        const grant = new provider.Grant({
          clientId: client.clientId,
          accountId: session.accountId,
        })
        grant.addOIDCScope('openid phone')
        await grant.save()
        return grant
      },
    })
    const callback = provider.callback()
    this.#handle = (req, res) => {
      if (!req.url?.startsWith('/interaction/')) return void callback(req, res)
      const who = /who=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
      const result = who === 'nobody' ? { error: 'access_denied' } : { login: { accountId: who } }
      void provider.interactionFinished(req, res, result)
    }
  }

  #answer(req: http.IncomingMessage, res: http.ServerResponse) {
    const [path = ''] = (req.url ?? '').split('?')
    this.asked.push(path)
    const { mischief } = this
    if (path === '/token' && Object.keys(mischief).length > 0) {
      if (mischief.answer) {
        const json = mischief.answer.body.startsWith('{')
        res
          .writeHead(mischief.answer.status, {
            'content-type': json ? 'application/json' : 'text/html',
          })
          .end(mischief.answer.body)
        return
      }
      const end = res.end.bind(res)
      res.end = ((body: string | Buffer) => {
        const told = JSON.parse(String(body)) as { id_token?: string }
        if (told.id_token) told.id_token = spoiled(told.id_token, mischief)
        const text = JSON.stringify(told)
        res.setHeader('content-length', Buffer.byteLength(text))
        return end(text)
      }) as typeof res.end
    }
    this.#handle(req, res)
  }

  count(path: string): number {
    return this.asked.filter((one) => one === path).length
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

/** A person's browser at the provider: signs in as `who` and comes out at the portal's address, not yet asked for. */
export async function signInAt(address: string, who: string): Promise<URL> {
  const cookies = new Map([['who', who]])
  const home = new URL(address).origin
  let at = new URL(address)
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    await answer.body?.cancel()
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const cut = pair.indexOf('=')
      cookies.set(pair.slice(0, cut), pair.slice(cut + 1))
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`The provider answered ${answer.status} at ${at.pathname}.`)
    at = new URL(location, at)
    if (at.origin !== home) return at
  }
  throw new Error('The provider sends people round in circles.')
}
