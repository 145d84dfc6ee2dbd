import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'

/** A mail server of an office, small and strict; and a certificate of its own. */

// DER, as far as a certificate needs it.
const tagged = (tag: number, ...parts: (Uint8Array | number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const { length } = body
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts)
const oid = (...bytes: number[]) => tagged(0x06, bytes)
const day = (at: number) =>
  tagged(
    0x17,
    Buffer.from(new Date(at).toISOString().replace(/\D/g, '').slice(2, 14) + 'Z', 'latin1'),
  )

/** A key and a certificate for a name, signed by itself. */
export function certificateFor(host: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  const commonName = sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(host)))
  const name = sequence(tagged(0x31, commonName))
  const now = Date.now()
  const year = 365 * 86_400_000
  const extension = (id: number, ...rest: Buffer[]) => sequence(oid(0x55, 0x1d, id), ...rest)
  const signed = sequence(
    tagged(0xa0, tagged(0x02, [2])),
    tagged(0x02, [1]),
    ecdsaWithSha256,
    name,
    sequence(day(now - year), day(now + year)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      0xa3,
      sequence(
        // An authority, so that it can be trusted by itself.
        extension(0x13, tagged(0x01, [255]), tagged(0x04, sequence(tagged(0x01, [255])))),
        extension(0x11, tagged(0x04, sequence(tagged(0x82, Buffer.from(host))))),
      ),
    ),
  )
  const der = sequence(
    signed,
    ecdsaWithSha256,
    tagged(0x03, [0], sign('sha256', signed, privateKey)),
  )
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

export interface Taken {
  from: string
  to: string
  /** As it was before the dots were doubled. */
  data: string
  user: string | null
  encrypted: boolean
}

export interface MailRules {
  certificate?: { key: string; cert: string }
  /** Encrypted from the first byte, as on port 465. */
  atOnce?: boolean
  /** Offered after EHLO: `AUTH PLAIN`, `AUTH LOGIN`. */
  auth?: string
  user?: string
  password?: string
  /** What it says to recipients, one after the other; 250 afterwards. */
  toRecipients?: string[]
  /** Ends the line instead of an answer to this verb. */
  hangsUpAt?: string
}

/** Takes mails as RFC 5321 says and keeps them. */
export class MailServer {
  readonly taken: Taken[] = []
  readonly said: string[] = []
  #server: net.Server
  #waiting: (() => void)[] = []

  constructor(public rules: MailRules = {}) {
    this.#server = rules.atOnce
      ? tls.createServer({ ...rules.certificate }, (socket) => this.#serve(socket))
      : net.createServer((socket) => this.#serve(socket))
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server.close()
  }

  /** Resolves once so many mails are here. */
  async has(count: number): Promise<Taken[]> {
    while (this.taken.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    return this.taken
  }

  #serve(plain: Socket): void {
    const { rules } = this
    let socket: Socket = plain
    let encrypted = rules.atOnce === true
    let user: string | null = null
    let from = ''
    let to = ''
    let rest = ''
    let data: string[] | null = null
    let login: 'user' | 'password' | null = null
    let named = ''
    const answer = (line: string) => socket.write(`${line}\r\n`)
    const signedIn = (name: string, password: string) => {
      const right = name === rules.user && password === rules.password
      if (right) user = name
      answer(right ? '235 2.7.0 welcome' : '535 5.7.8 wrong')
    }
    const decoded = (text: string) => Buffer.from(text, 'base64').toString()
    const offers = () => {
      const more = ['8BITMIME']
      if (rules.certificate && !encrypted) more.push('STARTTLS')
      if (rules.auth) more.push(rules.auth)
      const all = ['mail.example.cn', ...more]
      for (const [at, one] of all.entries()) answer(`250${at < all.length - 1 ? '-' : ' '}${one}`)
    }
    const encrypt = () => {
      answer('220 go ahead')
      plain.removeAllListeners('data')
      const secure = new tls.TLSSocket(plain, { isServer: true, ...rules.certificate })
      secure.on('error', () => secure.destroy())
      secure.on('data', listen)
      socket = secure
      encrypted = true
      rest = ''
    }
    const take = (line: string) => {
      if (data) {
        if (line !== '.') return void data.push(line.replace(/^\./, ''))
        this.taken.push({ from, to, data: data.join('\r\n'), user, encrypted })
        data = null
        answer('250 2.0.0 taken')
        for (const resolve of this.#waiting.splice(0)) resolve()
        return
      }
      this.said.push(line)
      if (login === 'user') {
        named = decoded(line)
        login = 'password'
        return answer(`334 ${Buffer.from('Password:').toString('base64')}`)
      }
      if (login === 'password') {
        login = null
        return signedIn(named, decoded(line))
      }
      const verb = line.toUpperCase()
      if (rules.hangsUpAt && verb.startsWith(rules.hangsUpAt)) return void socket.destroy()
      if (verb.startsWith('EHLO ')) return offers()
      if (verb === 'STARTTLS') return encrypt()
      if (verb.startsWith('AUTH PLAIN ')) {
        const [, name = '', password = ''] = decoded(line.slice(11)).split('\0')
        return signedIn(name, password)
      }
      if (verb === 'AUTH LOGIN') {
        login = 'user'
        return answer(`334 ${Buffer.from('Username:').toString('base64')}`)
      }
      if (rules.user && user === null && verb !== 'QUIT') return answer('530 5.7.0 sign in first')
      const sender = /^MAIL FROM:<([^<>]*)>$/i.exec(line)
      if (sender) {
        from = sender[1] ?? ''
        return answer('250 2.1.0 ok')
      }
      const recipient = /^RCPT TO:<([^<>]*)>$/i.exec(line)
      if (recipient) {
        to = recipient[1] ?? ''
        return answer(rules.toRecipients?.shift() ?? '250 2.1.5 ok')
      }
      if (verb === 'DATA') {
        data = []
        return answer('354 end with a dot')
      }
      if (verb === 'QUIT') {
        answer('221 bye')
        return void socket.end()
      }
      return answer('500 5.5.1 what?')
    }
    const listen = (bytes: Buffer) => {
      rest += bytes.toString('utf8')
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        take(line)
      }
    }
    plain.on('error', () => plain.destroy())
    plain.on('data', listen)
    answer('220-welcome')
    answer('220 mail.example.cn ESMTP')
  }
}

/** A letter read again: its headers unfolded and decoded, and its text. */
export function readLetter(data: string): { headers: Map<string, string[]>; text: string } {
  const [head = '', ...body] = data.split('\r\n\r\n')
  const headers = new Map<string, string[]>()
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const at = line.indexOf(':')
    const name = line.slice(0, at).toLowerCase()
    const value = line
      .slice(at + 1)
      .trim()
      .replace(/\?=\s+=\?/g, '?==?')
      .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, word: string) =>
        Buffer.from(word, 'base64').toString(),
      )
    headers.set(name, [...(headers.get(name) ?? []), value])
  }
  return { headers, text: Buffer.from(body.join('\r\n\r\n'), 'base64').toString() }
}
