// `npm run scan [-- --minutes 5] [--control-only]`: wapiti and sqlmap of Debian against a portal of its own with the
// demonstration in it, on loopback, as a visitor and as a moderator, and against the same portal with faults planted.
// Fails on whatever they find in ours, and as much on whatever they miss in the planted one.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureRuntime } from './bootstrap.mjs'

await ensureRuntime()

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    'control-only': { type: 'boolean', default: false },
  },
})
const { buildIfChanged } = await import('./build.mjs')
const { startPortal } = await import('./portal.mjs')
const { fuzzVars } = await import('./fuzz/planted.mjs')
const { plant, settle, staff } = await import('./fuzz/world.mjs')
const { control, staysSignedIn, plantedFinds, plantedPages, plantedQueries } =
  await import('./scan/control.mjs')
const { pagesOf, queriesOf, waysIn } = await import('./scan/targets.mjs')
const { ensureScanners, sqlmap, wapiti } = await import('./scan/tools.mjs')

ensureScanners()
await buildIfChanged()
const folder = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-scan-'))
const seconds = Number(flags.minutes) * 60
let failures = 0
/** @param {boolean} good @param {string} words */
const tell = (good, words) => {
  if (!good) failures += 1
  console.log(`${good ? '✓' : '✗'} ${words}`)
}
/** As through the office's proxy over TLS, from our own pages: what lies behind those checks is scanned. */
const asBrowser = { 'sec-fetch-site': 'same-origin', 'x-forwarded-proto': 'https' }

async function scanControl() {
  const portal = await startPortal({
    dataDir: path.join(folder, 'control'),
    vars: fuzzVars,
    main: control,
  })
  try {
    const at = path.join(folder, 'control-scan')
    const queries = plantedQueries.map(({ address }) => ({ address }))
    const [pages, sql] = [
      await wapiti({
        url: portal.url,
        starts: plantedPages,
        headers: {},
        folder: `${at}-w`,
        seconds: seconds / 6,
      }),
      await sqlmap({
        url: portal.url,
        targets: queries,
        headers: {},
        folder: `${at}-s`,
        seconds: seconds / 6,
      }),
    ]
    for (const { what, where } of plantedFinds) {
      const hit = pages.found.some((one) => what.test(one.what) && where.test(one.where))
      tell(hit, `control: wapiti finds ${what.source}`)
    }
    for (const { address, faulty } of plantedQueries) {
      const hit = sql.found.some(
        (one) => one.where.includes(address) && /injectable/.test(one.what),
      )
      tell(hit === faulty, `control: sqlmap ${faulty ? 'finds' : 'lets be'} ${address}`)
    }
  } finally {
    await portal.stop()
  }
}

async function scanOurs() {
  const portal = await startPortal({
    dataDir: path.join(folder, 'ours'),
    vars: fuzzVars,
    main: staysSignedIn,
  })
  try {
    const { url } = portal
    const settled = await settle(url, fuzzVars, 1)
    const world = await plant(settled, 0)
    const known = {
      slug: world.slugs.find((slug) => slug.endsWith('-live')) ?? '',
      no: 1,
      id: world.ids[0] ?? '',
      receipt: world.receipts[0] ?? '',
    }
    const ways = await waysIn()
    const doc = await (await fetch(`${url}/api/openapi.json`)).json()
    const starts = pagesOf(ways, known)
    const targets = queriesOf(ways, doc, known)
    // The cookie goes by another name over TLS.
    const overTLS = (/** @type {string} */ text) => text.replace(/(^|; )(mdm)/g, '$1__Host-$2')
    const cookie = overTLS(settled.moderator.cookie)
    const admin = await staff(url, fuzzVars, 'admin')
    /** @param {string} start */
    const whose = (start) =>
      start.startsWith('/desk/admin')
        ? 'an administrator'
        : start.startsWith('/desk')
          ? 'a moderator'
          : 'a visitor'
    for (const [who, headers] of /** @type {const} */ ([
      ['a visitor', asBrowser],
      ['a moderator', { ...asBrowser, cookie }],
      ['an administrator', { ...asBrowser, cookie: overTLS(admin.cookie) }],
    ])) {
      const own = starts.filter((start) => whose(start) === who)
      const { found, finished } = await wapiti({
        url,
        starts: own,
        headers,
        folder: path.join(folder, `w-${who.slice(-5)}`),
        seconds: seconds / 6,
      })
      tell(
        finished && found.length === 0,
        `wapiti as ${who}, from ${own.length} pages: ${found.length} findings`,
      )
      for (const { what, where } of found) console.log(`    ${what}: ${where}`)
    }
    const { found, finished, tried } = await sqlmap({
      url,
      targets,
      headers: { ...asBrowser, cookie },
      folder: path.join(folder, 's'),
      seconds: seconds / 2,
    })
    tell(
      finished && found.length === 0,
      `sqlmap: ${tried} of ${targets.length} targets judged, ${found.length} findings`,
    )
    for (const { what, where } of found) console.log(`    ${what}: ${where}`)
    const after = await fetch(`${url}/healthz`)
    tell(after.ok, 'the portal is well afterwards')
  } finally {
    await portal.stop()
  }
}

try {
  await scanControl()
  if (!flags['control-only']) await scanOurs()
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
console.log(failures === 0 ? 'nothing found, and everything planted was' : `${failures} failures`)
process.exitCode = failures > 0 ? 1 : 0
