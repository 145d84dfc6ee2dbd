// Runs inside the runtime, as the ASSETS binding of a portal on its own machine; on Cloudflare their
// service takes this place. Answers from memory after the first reading of a file: Miniflare's own
// simulation reaches a tenth of that.

/** @type {Record<string, string>} */
const types = {
  bin: 'application/octet-stream',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml',
}

/** @typedef {{ body: ArrayBuffer, headers: Record<string, string> }} Kept */
/** @type {Map<string, Promise<Kept | undefined>>} */
const kept = new Map()

/** @param {{ fetch: typeof fetch }} disk @param {string} path @returns {Promise<Kept | undefined>} */
async function read(disk, path) {
  const type = types[path.split('.').pop() ?? '']
  if (!type || path.startsWith('/_')) return undefined
  const file = await disk.fetch(`http://disk${path}`)
  if (!file.ok) return undefined
  const body = await file.arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  const etag = `"${Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`
  // The same as the `_headers` file says on Cloudflare (see build.mjs).
  const forGood = path.startsWith('/assets/')
  const cache = forGood
    ? 'public, max-age=31536000, immutable'
    : 'public, max-age=0, must-revalidate'
  return {
    body,
    headers: {
      'content-type': type,
      'cache-control': cache,
      'x-content-type-options': 'nosniff',
      etag,
    },
  }
}

export default {
  /** @param {Request} request @param {{ DISK: { fetch: typeof fetch } }} env */
  async fetch(request, env) {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const path = new URL(request.url).pathname
    let found = kept.get(path)
    if (!found) {
      found = read(env.DISK, path)
      kept.set(path, found)
    }
    const file = await found.catch(() => undefined)
    if (!file) {
      // Not remembered: anybody can ask for any number of names.
      kept.delete(path)
      return new Response('Not found', { status: 404 })
    }
    const same = request.headers.get('if-none-match')?.includes(file.headers.etag ?? '')
    if (same) return new Response(null, { status: 304, headers: file.headers })
    return new Response(request.method === 'HEAD' ? null : file.body, { headers: file.headers })
  },
}
