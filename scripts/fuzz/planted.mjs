// The control of the fuzzer: the Worker with four faults put in front of it, all of which it has to find.

/** Settings of a portal to be fuzzed. */
export const fuzzVars = {
  PORTAL_KEY: 'ZnV6ei1wb3J0YWwta2V5LWZ1enotcG9ydGFsLWtleS1mdXp6',
  OPERATOR_TOKEN: 'fuzz-operator-token',
  IMPORT_TOKEN: 'fuzz-import-token',
  PORTAL_DEMO: 'on',
  // Few pretend to be many.
  SHIELD: 'off',
  // Requests then come from many networks, as from a proxy.
  BEHIND_PROXY: 'on',
}

/** What each fault is called in a finding. */
export const plantedFaults = [
  { what: 'a text that is no text', kind: 'broken', where: 'POST /api/sessions/{slug}/comments' },
  { what: 'half a character in an address', kind: 'broken', where: 'POST /api/receipts/lookup' },
  {
    what: 'a status nobody wrote down',
    kind: 'status',
    where: 'GET /api/sessions/{slug}/questions',
  },
  { what: 'a field nobody agreed on', kind: 'schema', where: 'GET /api/sessions/{slug}' },
]

/** A main module around the Worker. */
export const planted = `
import worker, * as parts from './index.js'
export const SessionRoom = parts.SessionRoom
export const Doorman = parts.Doorman
export const Notary = parts.Notary
export const SessionStream = parts.SessionStream
export const Courier = parts.Courier
export const Keeper = parts.Keeper
export const Compliance = parts.Compliance
const body = async (request) => {
  try { return JSON.parse(await request.clone().text()) } catch { return {} }
}
export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname = '', searchParams } = URL.parse(request.url) ?? {}
    if (request.method === 'POST' && /^\\/api\\/sessions\\/[a-z0-9-]+\\/comments$/.test(pathname)) {
      // A TypeError where the text is a number, an object, or missing.
      void (await body(request)).text.trim()
    }
    if (request.method === 'POST' && pathname === '/api/receipts/lookup') {
      // A URIError where the code holds half a surrogate pair.
      encodeURIComponent(String((await body(request))?.receipt))
    }
    if (request.method === 'GET' && /^\\/api\\/sessions\\/[a-z0-9-]+\\/questions$/.test(pathname)) {
      if (Number(searchParams.get('page')) > 50) return new Response('{}', { status: 416, headers: { 'x-content-type-options': 'nosniff' } })
    }
    const answer = await worker.fetch(request, env, ctx)
    if (/^\\/api\\/sessions\\/[a-z0-9-]+$/.test(pathname) && answer.status === 200 && request.method === 'GET') {
      return Response.json({ ...(await answer.json()), startedBy: 'm1' }, { headers: answer.headers })
    }
    return answer
  },
}
`
