// Requests made from the API's own description: valid ones, and the same with something spoiled.
import { chance } from './random.mjs'
import { byName, nasty, spoiled, valid, written } from './values.mjs'

/** @typedef {import('./random.mjs').Chance} Chance */
/** @typedef {import('./world.mjs').World} World */
/** @typedef {import('./world.mjs').Who} Who */

/**
 * @typedef {object} Operation
 * @property {string} method
 * @property {string} template such as /api/sessions/{slug}
 * @property {any} about its part of the description
 *
 * @typedef {object} FuzzRequest
 * @property {number} index
 * @property {Operation} op the operation it was made from
 * @property {Who} who
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer | null} body
 * @property {boolean} chunked whether the body comes without its length
 * @property {string[]} how what was spoiled
 */

/** @param {any} doc @returns {Operation[]} */
export function operationsOf(doc) {
  return Object.entries(doc.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, about]) => ({
      method: method.toUpperCase(),
      template,
      about,
    })),
  )
}

/** @type {Who[]} */
const everybody = [
  'nobody',
  'visitor',
  'other',
  'moderator',
  'official',
  'operator',
  'importer',
  'forged',
]

/** @param {Operation} op @param {Chance} luck @returns {Who} */
function whoFor({ template }, luck) {
  if (luck.often(0.35)) return luck.pick(everybody)
  if (template.startsWith('/api/desk/')) return luck.often(0.85) ? 'moderator' : 'official'
  if (template.startsWith('/api/operator/')) return 'operator'
  if (template.endsWith('/import')) return 'importer'
  return luck.pick(['nobody', 'visitor', 'visitor', 'other'])
}

const pathTricks = [
  '%00',
  '%ff',
  '%2e%2e',
  '%2f',
  '..%2f..',
  '%F0%9F%98%80',
  '%E9%97%AE',
  '%25',
  '%',
  '%zz',
  '*',
  '-1',
  '0',
  '1e3',
  '9'.repeat(30),
  'a'.repeat(2_000),
  'UPPER',
  '__proto__',
  'constructor',
  ';a=b',
  ...["'", "1'--", ':slug', '{slug}', '&', '+', '~', 'null', '1.0', '٣', 'x'].map(encodeURI),
]
/** @type {[string, string][]} */
const oddHeaders = [
  ['accept-language', ''],
  ['accept-language', 'en;q=9,*;q=-1,zh-'.repeat(50)],
  ['accept-language', '\u00ff'],
  ['if-none-match', '*'],
  ['if-none-match', 'W/"'],
  ['range', 'bytes=5-1'],
  ['origin', 'null'],
  ['origin', 'https://evil.example'],
  ['origin', '::::'],
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-site', ''],
  ['sec-fetch-site', 'same-origin, none'],
  ['cookie', ';;;=;mdm=;=x'],
  ['cookie', `mdm=v1.${'a'.repeat(22)}.9999999999.${'b'.repeat(43)}`],
  ['cookie', 'a=b; '.repeat(800)],
  ['cookie', 'mdm-staff=v1.e30.' + 'a'.repeat(43)],
  ['cookie', 'mmd_view=%ff.\u00e9.elder.xx'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer ' + 'x'.repeat(4_000)],
  ['authorization', 'Basic YTpi'],
  ['host', 'evil.example:99999'],
  ['host', 'a b'],
  ['host', '[::1'],
  ['host', 'xn--a-.example'],
  ['host', ''],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-proto', 'gopher'],
  ['x-forwarded-for', ',,;"'],
  ['x-forwarded-host', 'evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['accept', 'text/html'],
  ['accept', '*/*;q=0'],
  ['accept-encoding', 'gzip, br, x'],
  ['content-encoding', 'gzip'],
  ['idempotency-key', ''],
  ['idempotency-key', 'short'],
  ['idempotency-key', 'k'.repeat(65)],
  ['idempotency-key', 'aaaaaaaaaaaaaaaaaaaa'],
  ['x-voter', '7'],
  ['x-kind', 'desk'],
  ['x-actor', '{"role":"moderator"}'],
  ['cf-connecting-ip', '1.2.3.4'],
  ['te', 'trailers'],
  ['content-type', ''],
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', 'application/x-www-form-urlencoded'],
]
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'LOCK',
]

/** A line of an import, as the manual describes it. @param {Chance} luck */
const importLine = (luck) => ({
  id: luck.whole(1, 500),
  title: '村口的路灯',
  body: '路灯坏了半年，请问什么时候能修好？',
  submittedAt: luck.pick(['2026-03-01', '2026-03-01T08:00:00+08:00', '2025-12-31 23:59:59']),
  ...(luck.often(0.5) && { reply: '已经修好。', repliedAt: '2026-03-05' }),
  ...(luck.often(0.3) && { author: '林某', likes: luck.whole(0, 90) }),
})

/**
 * The request of a number: the same seed, number and world make the same one.
 * @param {number} seed @param {number} index @param {any} doc @param {Operation[]} operations @param {World} world
 * @returns {FuzzRequest}
 */
export function requestOf(seed, index, doc, operations, world) {
  const luck = chance(seed, index)
  const op = luck.pick(operations)
  const { template, about } = op
  const who = whoFor(op, luck)
  /** @type {string[]} */
  const how = []
  const wantsBody = op.method !== 'GET'
  // A third of all requests are sound: what lies behind the first check must be reached too.
  const spoil = luck.often(0.35)
    ? []
    : Array.from({ length: luck.often(0.25) ? 2 : 1 }, () =>
        luck.pick([
          'path',
          'query',
          'header',
          'method',
          ...Array(5).fill(wantsBody ? 'body' : 'query'),
        ]),
      )

  let path = template.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String(byName(luck, world, name, template) ?? 'x')),
  )
  if (spoil.includes('path')) path = spoiltPath(luck, path, how)
  path += queryOf(luck, world, doc, about, spoil.includes('query'), how)

  /** @type {Record<string, string>} */
  const headers = {
    'sec-fetch-site': 'same-origin',
    // So that no network is slowed down for long.
    'x-forwarded-for': `10.${luck.whole(0, 255)}.${luck.whole(0, 255)}.${luck.whole(0, 255)}`,
    ...world.people[who],
  }
  const keyed = about.parameters?.some((/** @type {any} */ one) => one.name === 'Idempotency-Key')
  if (keyed && luck.often(0.3)) {
    headers['idempotency-key'] = luck.often(0.5)
      ? 'the-same-key-every-time'
      : String(byName(luck, world, 'Idempotency-Key'))
  }
  const body = wantsBody || luck.often(0.02) ? bodyOf(luck, world, doc, op, spoil, how) : null
  if (body) {
    headers['content-type'] = template.endsWith('/import')
      ? 'application/x-ndjson'
      : 'application/json'
  }
  if (template.endsWith('/live') && luck.often(0.8)) headers['upgrade'] = 'websocket'
  if (spoil.includes('header')) {
    const [name, value] = luck.pick(oddHeaders)
    how.push(`header ${name}`)
    headers[name] = value
    if (name === 'content-type' && value === '') delete headers[name]
  }
  // Without these the runtime itself answers 426, before our Worker is asked.
  if (headers['upgrade'] === 'websocket') {
    headers['sec-websocket-key'] = 'dGhlIHNhbXBsZSBub25jZQ=='
    headers['sec-websocket-version'] = '13'
  }
  let { method } = op
  if (spoil.includes('method')) {
    method = luck.pick(methods)
    // The runtime answers a HEAD that wants a socket by itself.
    if (method === 'HEAD') delete headers['upgrade']
    how.push('method')
  }
  return { index, op, who, method, path, headers, body, chunked: luck.often(0.05), how }
}

/** @param {Chance} luck @param {string} path @param {string[]} how */
function spoiltPath(luck, path, how) {
  const parts = path.split('/')
  const act = luck.pick(['replace', 'replace', 'replace', 'slash', 'double', 'longer', 'case'])
  how.push(`path ${act}`)
  if (act === 'slash') return `${path}/`
  if (act === 'double') return path.replace(/\/(?=[^/]*$)/, '//')
  if (act === 'longer') return `${path}/${luck.pick(pathTricks)}`
  if (act === 'case') return path.toUpperCase()
  parts[luck.whole(2, parts.length - 1)] = luck.pick(pathTricks)
  return parts.join('/')
}

/** @param {Chance} luck @param {World} world @param {any} doc @param {any} about @param {boolean} spoil @param {string[]} how */
function queryOf(luck, world, doc, about, spoil, how) {
  const known = (about.parameters ?? []).filter((/** @type {any} */ one) => one.in === 'query')
  /** @type {string[]} */
  const pairs = []
  for (const { name, schema } of known) {
    if (luck.often(0.4)) {
      pairs.push(`${name}=${encodeURIComponent(String(valid(luck, world, doc, schema, name)))}`)
    }
  }
  if (spoil) {
    how.push('query')
    const name = luck.pick([
      ...known.map((/** @type {any} */ one) => one.name),
      'x',
      '__proto__',
      'a[b]',
      'lang',
    ])
    const text = luck.pick(nasty).toWellFormed().slice(0, 3_000)
    const value = luck.pick([
      encodeURIComponent(text),
      '%',
      '%ff',
      '%ud800',
      '',
      '9'.repeat(400),
      '1&page=2',
      '+',
    ])
    pairs.push(`${name}=${value}`)
    if (luck.often(0.1)) pairs.push(...Array(300).fill('a=1'))
  }
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** @param {Chance} luck @param {World} world @param {any} doc @param {Operation} op @param {string[]} spoil @param {string[]} how */
function bodyOf(luck, world, doc, op, spoil, how) {
  const schema = op.about.requestBody?.content?.['application/json']?.schema
  const lines = op.template.endsWith('/import')
  if (!schema && !lines) return luck.often(0.5) ? null : Buffer.from('{}')
  const one = () => {
    const value = schema ? valid(luck, world, doc, schema, '', '') : importLine(luck)
    // A portal that stands still refuses everything after it.
    if (op.template.endsWith('/read-only')) Object.assign(value, { on: false })
    return written(spoil.includes('body') && luck.often(0.8) ? spoiled(luck, value, how) : value)
  }
  const text = lines ? Array.from({ length: luck.whole(0, 4) }, one).join('\n') : one()
  if (!spoil.includes('body') || luck.often(0.8)) return Buffer.from(text)
  return brokenBytes(luck, text, how)
}

/** @param {Chance} luck @param {string} text @param {string[]} how */
function brokenBytes(luck, text, how) {
  const act = luck.pick([
    'cut',
    'utf8',
    'bom',
    'twice',
    'empty',
    'long',
    'zero',
    'key twice',
    'utf16',
  ])
  how.push(`bytes ${act}`)
  const bytes = Buffer.from(text)
  if (act === 'cut') return bytes.subarray(0, luck.whole(0, bytes.length))
  if (act === 'bom') return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
  if (act === 'twice') return Buffer.concat([bytes, bytes])
  if (act === 'empty') return Buffer.alloc(0)
  if (act === 'long') return Buffer.alloc(luck.pick([16_385, 262_145, 300_000]), ' ')
  if (act === 'zero') return Buffer.concat([bytes, Buffer.alloc(3)])
  if (act === 'key twice') return Buffer.from(text.replace(/^\{/, '{"text":1,"on":1,'))
  if (act === 'utf16') return Buffer.from(text, 'utf16le')
  const broken = Buffer.from(bytes)
  if (broken.length > 0)
    broken[luck.whole(0, broken.length - 1)] = luck.pick([0xff, 0xc0, 0xed, 0x80])
  return broken
}
