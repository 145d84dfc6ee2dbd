import { connect } from 'cloudflare:sockets'
import { toBase64 } from '../../domain/mail-bytes'
import { dotStuffed } from '../../domain/mail-text'
import type { SmtpServer } from '../../domain/smtp-server'
import { Failure, PATIENCE_MS } from './way'

/** A mail server of the office, spoken to as RFC 5321 says. */

/** A conversation in lines. */
class Line {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  #rest = ''

  constructor(readonly socket: Socket) {
    this.#reader = (socket.readable as ReadableStream<Uint8Array>).getReader()
    this.#writer = (socket.writable as WritableStream<Uint8Array>).getWriter()
  }

  release(): void {
    this.#reader.releaseLock()
    this.#writer.releaseLock()
  }

  /** A whole reply, which may have several lines. */
  async reply(): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = []
    for (;;) {
      const end = this.#rest.indexOf('\n')
      if (end < 0) {
        const { done, value } = await this.#reader.read()
        if (done || this.#rest.length > 20_000) throw new Failure('broken')
        this.#rest += new TextDecoder().decode(value)
        continue
      }
      const line = this.#rest.slice(0, end).replace(/\r$/, '')
      this.#rest = this.#rest.slice(end + 1)
      lines.push(line.slice(4))
      if (!/^\d{3}-/.test(line)) return { code: Number(line.slice(0, 3)), lines }
    }
  }

  async say(text: string): Promise<{ code: number; lines: string[] }> {
    await this.#writer.write(new TextEncoder().encode(text))
    return this.reply()
  }

  /** Says something that has to be answered with one of these. */
  async must(text: string, codes: readonly number[], why: Failure['why'] = 'refused') {
    const answer = await this.say(text)
    if (codes.includes(answer.code)) return answer
    // 5xx is meant for good, unless it is about signing in, which an operator may mend.
    throw new Failure(why, why === 'refused' && answer.code >= 500)
  }
}

async function signIn(line: Line, offered: readonly string[], server: SmtpServer): Promise<void> {
  const { user, password } = server
  if (user === '') return
  const ways = offered.find((one) => /^AUTH[ =]/i.test(one))?.toUpperCase() ?? ''
  if (ways.includes('PLAIN') || !ways.includes('LOGIN')) {
    const text = toBase64(`\u0000${user}\u0000${password}`)
    await line.must(`AUTH PLAIN ${text}\r\n`, [235], 'sign_in')
    return
  }
  await line.must('AUTH LOGIN\r\n', [334], 'sign_in')
  await line.must(`${toBase64(user)}\r\n`, [334], 'sign_in')
  await line.must(`${toBase64(password)}\r\n`, [235], 'sign_in')
}

async function talk(
  socket: Socket,
  server: SmtpServer,
  hello: string,
  { from, to, raw }: { from: string; to: string; raw: string },
): Promise<void> {
  let line = new Line(socket)
  const greeting = await line.reply()
  if (greeting.code !== 220) throw new Failure('refused')
  let { lines } = await line.must(`EHLO ${hello}\r\n`, [250])
  if (server.tls === 'starttls') {
    if (!lines.some((one) => one.toUpperCase() === 'STARTTLS')) throw new Failure('tls')
    await line.must('STARTTLS\r\n', [220], 'tls')
    line.release()
    line = new Line(socket.startTls())
    ;({ lines } = await line.must(`EHLO ${hello}\r\n`, [250]))
  }
  await signIn(line, lines, server)
  await line.must(`MAIL FROM:<${from}>\r\n`, [250])
  await line.must(`RCPT TO:<${to}>\r\n`, [250, 251])
  await line.must('DATA\r\n', [354])
  await line.must(dotStuffed(raw), [250])
  // It was taken; whether the other side says goodbye is its own affair.
  await line.say('QUIT\r\n').catch(() => undefined)
}

/** Sends one letter, or throws a Failure. */
export async function sendBySmtp(
  server: SmtpServer,
  letter: { from: string; to: string; raw: string },
): Promise<void> {
  const { hostname, port, tls } = server
  const socket = connect({ hostname, port }, { secureTransport: tls, allowHalfOpen: false })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Failure('away')), PATIENCE_MS)
  })
  const hello = letter.from.slice(letter.from.indexOf('@') + 1)
  try {
    await Promise.race([talk(socket, server, hello, letter), late])
  } catch (error) {
    throw error instanceof Failure ? error : new Failure('away')
  } finally {
    clearTimeout(timer)
    await socket.close().catch(() => undefined)
  }
}
