// What things cost without us: served the same way as the portal, and asked by the same requests.
import { DurableObject } from 'cloudflare:workers'

/** A bare object: called and nothing else; its sockets hibernate and answer what they are told. */
export class Bare extends DurableObject {
  async nothing() {
    return true
  }

  async fetch() {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }

  async webSocketMessage(socket, text) {
    socket.send(text)
  }

  async webSocketClose() {}
}

const insert = 'INSERT OR IGNORE INTO ballots (question, voter) VALUES (?, ?)'
const keep =
  'INSERT INTO letters (id, author, title, body, submitted, reply, replied, likes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'

/** A page as a cache in front would hand it out: as many bytes, from memory. */
const pages = new Map()

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url)
    const [, way, ...rest] = pathname.split('/')
    if (way === 'constant') return new Response('{}')
    if (way === 'page') {
      const bytes = Number(rest[0])
      if (!pages.has(bytes)) pages.set(bytes, '<'.repeat(bytes))
      const headers = { 'content-type': 'text/html; charset=utf-8' }
      return new Response(pages.get(bytes), { headers })
    }
    if (way === 'bare') {
      const stub = env.BARE.getByName('one')
      if (request.headers.get('upgrade')) return stub.fetch(request)
      await stub.nothing()
      return new Response('{}')
    }
    if (way === 'd1') {
      const voter = request.headers.get('cookie')
      await env.DB.prepare(insert).bind(rest.at(-2), voter).run()
      return new Response('{}')
    }
    if (way === 'letters') {
      const lines = (await request.text()).split('\n')
      const statement = env.DB.prepare(keep)
      await env.DB.batch(
        lines.map((line) => {
          const m = JSON.parse(line)
          return statement.bind(
            m.id,
            m.author,
            m.title,
            m.body,
            m.submittedAt,
            m.reply,
            m.repliedAt,
            m.likes,
          )
        }),
      )
      return new Response('{}')
    }
    if (way === 'media') {
      const bytes = new Uint8Array(await request.arrayBuffer())
      await env.MEDIA.put(rest.join('/'), bytes)
      return new Response('{}')
    }
    if (way === 'lay') {
      await env.DB.batch([
        env.DB.prepare(
          'CREATE TABLE ballots (question TEXT, voter TEXT, PRIMARY KEY (question, voter))',
        ),
        env.DB.prepare(
          'CREATE TABLE letters (id TEXT PRIMARY KEY, author TEXT, title TEXT, body TEXT, submitted TEXT, reply TEXT, replied TEXT, likes INTEGER)',
        ),
      ])
      return new Response('{}')
    }
    return new Response(null, { status: 404 })
  },
}
