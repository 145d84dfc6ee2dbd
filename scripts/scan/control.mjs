// The control of the scan: the Worker with faults put in front of it, all of which the scanners have to find.

export const plantedPages = ['/planted', '/planted/said?words=hello', '/planted/go?to=/about']
export const plantedQueries = [
  { address: '/planted/item?id=1', faulty: true },
  { address: '/planted/bound?id=1', faulty: false },
]

/** What wapiti has to find in these pages, by its own names. */
export const plantedFinds = [
  { what: /cross site scripting/i, where: /planted\/said/ },
  { what: /open redirect/i, where: /planted\/go/ },
  { what: /content security policy/i, where: /./ },
  { what: /secure headers|http secure/i, where: /./ },
]

/** A main module around the Worker. */
export const control = `
import worker, * as parts from './index.js'
export * from './index.js'
const page = (body) => new Response('<!doctype html><title>x</title>' + body, { headers: { 'content-type': 'text/html' } })
export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/' || pathname === '/planted') {
      return page('<a href="/planted/said?words=hello">a</a> <a href="/planted/go?to=/about">b</a>')
    }
    if (pathname === '/planted/said') return page('<p>' + searchParams.get('words') + '</p>')
    if (pathname === '/planted/go') {
      const location = (searchParams.get('to') ?? '/').replace(/[^ -~]/g, '')
      return new Response(null, { status: 302, headers: { location } })
    }
    if (pathname.startsWith('/planted/')) {
      const sql = 'WITH t(id, title) AS (VALUES (1, \\'water\\'), (2, \\'roads\\')) SELECT id, title FROM t WHERE id = '
      const id = searchParams.get('id') ?? ''
      try {
        const found = pathname === '/planted/item'
          ? await env.DB.prepare(sql + id).all()
          : await env.DB.prepare(sql + '?1').bind(id).all()
        return page('<ul>' + found.results.map((row) => '<li>' + row.id + ' ' + row.title + '</li>').join('') + '</ul>')
      } catch {
        return page('<p>nothing</p>')
      }
    }
    return worker.fetch(request, env, ctx)
  },
}
`

/** The Worker as it is, but for signing out: whoever scans as a moderator presses that too, and would see no more. */
export const staysSignedIn = `
import worker from './index.js'
export * from './index.js'
export default {
  ...worker,
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/desk/sign-out') return new Response(null, { status: 303, headers: { location: '/' } })
    return worker.fetch(request, env, ctx)
  },
}
`
