import { certificate } from './mail-trust'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Miniflare, convertV4MiniflareOptions } from 'miniflare'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { compatibilityDate, type Portal } from '../../scripts/portal.mjs'
import { root } from '../../scripts/paths.mjs'
import { asOperator, openPortal } from './harness'
import { MailServer, readLetter, type MailRules } from './mail-kit'
import { Netizen, openSession } from './pages-kit'

/** Mails really leave: by the sockets of the runtime, to a server that is as strict as theirs are. */

const account = { user: '通知@xiawan', password: 'p:@ 密' }
const FROM = 'noreply@xiawan.example.cn'
const letter = {
  from: FROM,
  to: 'zhang.san@example.cn',
  raw: 'Subject: x\r\n\r\n.a\r\n..\r\nb\r\n.\r\n',
}

/** The adapter alone, in a runtime that trusts the certificate. */
let alone: Miniflare
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-mail-'))
  const main = path.join(folder, 'main.ts')
  await writeFile(
    main,
    `import { sendBySmtp } from '${root}/worker/courier/ways/smtp'
     import { smtpServer } from '${root}/worker/domain/smtp-server'
     export default {
       async fetch(request: Request) {
         const { setting, letter } = await request.json()
         try {
           await sendBySmtp(smtpServer(setting), letter)
           return Response.json({ sent: true })
         } catch (error) {
           return Response.json({ why: error.why ?? String(error), final: error.final })
         }
       },
     }`,
  )
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: main, formats: ['es'] },
      rollupOptions: { external: [/^cloudflare:/, /^node:/] },
    },
  })
  const [first] = Array.isArray(built) ? built : [built]
  if (!first || !('output' in first)) throw new Error('The adapter was not built.')
  alone = new Miniflare(
    convertV4MiniflareOptions({
      modules: [
        { type: 'ESModule', path: path.join(folder, 'main.mjs'), contents: first.output[0].code },
      ],
      modulesRoot: folder,
      compatibilityDate,
      compatibilityFlags: ['nodejs_compat'],
    }),
  )
  await alone.ready
})

afterAll(async () => {
  await alone?.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function mailServer(rules: MailRules = {}) {
  const server = new MailServer(rules)
  const port = await server.start()
  onTestFinished(() => server.stop())
  return { server, port }
}

const named = ({ user, password }: typeof account) =>
  `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`

async function send(
  setting: string,
  what = letter,
): Promise<{ sent?: true; why?: string; final?: boolean }> {
  const answer = await alone.dispatchFetch('http://mail.test/', {
    method: 'POST',
    body: JSON.stringify({ setting, letter: what }),
  })
  return (await answer.json()) as { sent?: true; why?: string; final?: boolean }
}

test('a mail goes in the clear where the operator says so, dots and all', async () => {
  const { server, port } = await mailServer()
  expect(await send(`smtp://127.0.0.1:${port}?tls=off`)).toEqual({ sent: true })
  expect(server.taken).toEqual([
    {
      from: FROM,
      to: letter.to,
      data: letter.raw.replace(/\r\n$/, ''),
      user: null,
      encrypted: false,
    },
  ])
  expect(server.said).toEqual([
    'EHLO xiawan.example.cn',
    `MAIL FROM:<${FROM}>`,
    `RCPT TO:<${letter.to}>`,
    'DATA',
    'QUIT',
  ])
})

test('an office whose server is encrypted from the first byte is reached by smtps', async () => {
  const rules = { certificate, auth: 'AUTH PLAIN', atOnce: true, ...account }
  const { server, port } = await mailServer(rules)
  expect(await send(`smtps://${named(account)}localhost:${port}`)).toEqual({ sent: true })
  expect(server.taken).toMatchObject([{ user: account.user, encrypted: true }])
  expect(server.said).not.toContain('STARTTLS')
  // A name that the certificate does not carry is not believed.
  expect(await send(`smtps://${named(account)}127.0.0.1:${port}`)).toMatchObject({ final: false })
  expect(server.taken).toHaveLength(1)
})

test.each(['AUTH PLAIN LOGIN', 'AUTH LOGIN'])(
  'it is encrypted first, and only then a name and a password are said: %s',
  async (auth) => {
    const { server, port } = await mailServer({ certificate, auth, ...account })
    expect(await send(`smtp://${named(account)}localhost:${port}`)).toEqual({ sent: true })
    expect(server.taken).toMatchObject([{ user: account.user, encrypted: true }])
    expect(server.said.slice(0, 3)).toEqual([
      'EHLO xiawan.example.cn',
      'STARTTLS',
      'EHLO xiawan.example.cn',
    ])
  },
)

test('no password is said in the clear, nor to a server of another name', async () => {
  const { server, port } = await mailServer({ auth: 'AUTH PLAIN', ...account })
  expect(await send(`smtp://${named(account)}localhost:${port}`)).toEqual({
    why: 'tls',
    final: false,
  })
  const other = await mailServer({ certificate, auth: 'AUTH PLAIN', ...account })
  // Its certificate is for localhost.
  const told = await send(`smtp://${named(account)}127.0.0.1:${other.port}`)
  expect(told).toMatchObject({ why: 'away', final: false })
  const said = [...server.said, ...other.server.said].join('\n')
  expect(said).not.toContain('AUTH')
})

test('what is refused for good is not tried again; what may pass is', async () => {
  const after = async (rules: MailRules, user = '') => {
    const { port } = await mailServer(rules)
    return send(`smtp://${user}127.0.0.1:${port}?tls=off`)
  }
  expect(await after({ toRecipients: ['550 5.1.1 nobody here'] })).toEqual({
    why: 'refused',
    final: true,
  })
  expect(await after({ toRecipients: ['451 4.7.1 later'] })).toEqual({
    why: 'refused',
    final: false,
  })
  // An operator may mend a wrong password.
  const wrong = named({ ...account, password: 'x' })
  expect(await after({ auth: 'AUTH PLAIN', ...account }, wrong)).toEqual({
    why: 'sign_in',
    final: false,
  })
  expect(await after({ hangsUpAt: 'DATA' })).toMatchObject({ final: false })
  expect(await send('smtp://127.0.0.1:1?tls=off')).toMatchObject({ why: 'away', final: false })
})

test('an asker who left a mail address is told by mail, once, also where the server was away at first', async () => {
  const { server, port } = await mailServer({ toRecipients: ['451 4.7.1 come again'] })
  const portal: Portal = await openPortal({
    vars: {
      CONTACTS: 'email',
      PUBLIC_URL: 'http://ask.example.cn',
      MAIL_FROM: FROM,
      SMTP_URL: `smtp://127.0.0.1:${port}?tls=off`,
    },
  })
  onTestFinished(() => portal.stop())
  const db = await portal.mf.getD1Database('DB')
  const desk = await new Netizen(portal).signIn()
  await openSession(desk, 'by-mail')
  const asker = new Netizen(portal)
  const own = await asker.ask('by-mail', '双塘路的路灯坏了三个月，什么时候修？')
  const left = await asker.send('POST', `/api/my/${own.id}/follow`, {
    step: 'contact',
    contact: letter.to,
  })
  expect(left.status).toBe(200)
  await desk.decide('by-mail', { act: 'approve', nos: [own.no] })

  // The first try is put off; when its time has come, the courier goes again.
  const put = () =>
    db
      .prepare('SELECT told, done_at AS done FROM messages')
      .first<{ told: string; done: number | null }>()
  await expect.poll(async () => (await put())?.told ?? '', { timeout: 20_000 }).toContain('refused')
  expect(server.taken).toEqual([])
  await db.prepare('UPDATE messages SET due_at = 0').run()
  await asOperator(portal, 'look-in')
  const [mail] = await server.has(1)
  const { headers, text } = readLetter(mail?.data ?? '')
  expect(mail).toMatchObject({ from: FROM, to: letter.to })
  expect(headers.get('subject')).toEqual(['【网友面对面】您的提问已公开'])
  expect([...headers.keys()].toSorted()).toEqual(
    'auto-submitted content-transfer-encoding content-type date from message-id mime-version subject to'.split(
      ' ',
    ),
  )
  expect(text).toContain(`http://ask.example.cn/q/${own.id}`)
  expect(text).not.toContain('路灯')
  await expect.poll(async () => (await put())?.done ?? null, { timeout: 20_000 }).not.toBeNull()

  // Refused for good: it is over at once, and nothing of it is tried again.
  server.rules.toRecipients = ['550 5.1.1 nobody here']
  await desk.decide('by-mail', { act: 'take_down', no: own.no, reason: 'personal_data' })
  const refused = () =>
    db
      .prepare("SELECT told, done_at AS done FROM messages WHERE kind = 'asker_refused'")
      .first<{ told: string; done: number | null }>()
  await expect.poll(async () => (await refused())?.done ?? null, { timeout: 20_000 }).not.toBeNull()
  expect((await refused())?.told).toContain('"error":"refused"')
  expect(server.said.filter((line) => line.startsWith('RCPT'))).toHaveLength(3)
  expect(server.taken).toHaveLength(1)
})
