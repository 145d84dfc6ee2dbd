// `npm start`: from a bare checkout to a running portal. `npm run setup`: the same up to the build.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { ensureRuntime } from './bootstrap.mjs'
import { root } from './paths.mjs'

await ensureRuntime()

const { values: flags } = parseArgs({
  options: {
    empty: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    yes: { type: 'boolean', short: 'y', default: false },
    setup: { type: 'boolean', default: false },
  },
})
const port = Number(process.env.PORT || 8787)
const host = process.env.HOST || '127.0.0.1'
const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const noteFile = path.join(dataDir, 'portal.json')

/**
 * What is known of the demo in this data directory: wanted or not, and once seeded, its addresses.
 * @typedef {{ role: string, title: string, path: string }} Address
 * @typedef {{ demo: 'off' } | { demo: 'seeded', sessions: Address[] }} Note
 */

/** @returns {Promise<Note | undefined>} */
async function readNote() {
  return readFile(noteFile, 'utf8').then(JSON.parse, () => undefined)
}

/** @param {Note} note */
async function writeNote(note) {
  await mkdir(dataDir, { recursive: true })
  await writeFile(noteFile, `${JSON.stringify(note, null, 2)}\n`)
}

async function emptyDataDir() {
  if (!flags.yes && process.stdin.isTTY) {
    const ask = createInterface({ input: process.stdin, output: process.stdout })
    const said = await ask.question(`Delete everything in ${dataDir}? Type yes to go on: `)
    ask.close()
    if (said.trim() !== 'yes') {
      console.log('Nothing was deleted.')
      process.exit(1)
    }
  }
  const { catchOrphan } = await import('./runtime-pid.mjs')
  await catchOrphan(dataDir)
  await rm(dataDir, { recursive: true, force: true })
}

/** Seeds the demo once, and moves its dates to today on every later start. */
async function demoAddresses(/** @type {string} */ url, /** @type {string} */ token) {
  const { askOperator } = await import('./operator.mjs')
  const note = await readNote()
  if (note?.demo === 'off') return []
  if (note?.demo === 'seeded') {
    const moved = await askOperator(url, token, 'demo/redate')
    return /** @type {Address[]} */ (moved?.sessions ?? note.sessions)
  }
  console.log('  seeding the demo …')
  const seeded = await askOperator(url, token, 'demo')
  if (!seeded) {
    console.warn('  going on without the demo.')
    return []
  }
  const sessions = seeded.sessions ?? []
  await writeNote({ demo: 'seeded', sessions })
  return /** @type {Address[]} */ (sessions)
}

async function signInLinks(/** @type {string} */ url, /** @type {string} */ token) {
  const { askOperator } = await import('./operator.mjs')
  const links = []
  for (const role of ['moderator', 'official', 'admin']) {
    const link = await askOperator(url, token, 'sign-in-links', { role })
    if (link) links.push({ role, url: new URL(link.url, url).href })
  }
  return links
}

async function main() {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT is ${process.env.PORT}; it must be a number up to 65535.`)
  }
  if (flags.fresh) await emptyDataDir()
  const demoOff = flags.empty || process.env.PORTAL_DEMO === 'off'
  if (demoOff && !(await readNote())) await writeNote({ demo: 'off' })

  const { buildIfChanged } = await import('./build.mjs')
  const { readOrCreateKeys } = await import('./keys.mjs')
  if (await buildIfChanged()) console.log('Built from changed sources.')
  const keys = await readOrCreateKeys(dataDir)
  if (flags.setup) {
    console.log(`Set up in ${dataDir}. Start with: npm start`)
    return
  }

  const { settings } = await import('./settings.mjs')
  const { startPortal, stopOnSignals } = await import('./portal.mjs')
  const withDemo = (await readNote())?.demo !== 'off'
  const vars = {
    COMPRESS: 'on',
    // Codes for telephones go to the terminal while nobody real is asked for one.
    ...(withDemo && { SMS_CONSOLE: 'on' }),
    ...settings(),
    ...keys,
    PORTAL_DEMO: withDemo ? 'on' : 'off',
  }
  const { unfitLines } = await import('./fitness.mjs')
  const wrong = await unfitLines(vars)
  if (wrong.length > 0) {
    const lines = wrong.map((line) => `  ${line}`).join('\n')
    throw new Error(`Not started, because residents would use a portal that is not safe:\n${lines}`)
  }
  const portal = await startPortal({ port, host, dataDir, vars, log: true })
  stopOnSignals(portal)

  const real = new URL(portal.url)
  // Cookies belong to a host name: the links must carry the name that is printed.
  const local = `http://localhost:${real.port}`
  const url = real.hostname === '127.0.0.1' ? local : portal.url
  const addresses = await demoAddresses(url, keys.OPERATOR_TOKEN)
  const { inProduction } = await import('./fitness.mjs')
  const residents = await inProduction(vars)
  const links = residents ? [] : await signInLinks(url, keys.OPERATOR_TOKEN)

  // What is due is erased by the rooms' own alarms; this is the second net (docs/operations.md).
  const { askOperator } = await import('./operator.mjs')
  const lookIn = () => askOperator(url, keys.OPERATOR_TOKEN, 'look-in')
  setInterval(lookIn, 3_600_000).unref()
  await lookIn()

  const pictured = addresses.length > 0 && process.env.DEMO_PICTURE !== 'off'
  const { startDemoEncoder } = await import('./demo-encoder.mjs')
  const encoder = pictured ? await startDemoEncoder(url, keys.OPERATOR_TOKEN) : undefined

  console.log(`\nready ${url}\n`)
  for (const { role, title, path: at } of addresses) {
    console.log(`  ${role.padEnd(12)} ${new URL(at, url).href}  ${title}`)
  }
  for (const { role, url: link } of links) {
    console.log(`  ${`${role} sign-in`.padEnd(20)} ${link}  (opens once; another: npm run signin)`)
  }
  if (residents) {
    console.log('  staff sign in        /desk/sign-in')
    console.log(
      `  first administrator  /desk/first, with ADMIN_BOOTSTRAP_TOKEN of ${dataDir}/keys.json`,
    )
    console.log('  sealed envelope      npm run break-glass')
  }
  if (encoder) {
    console.log(
      `  a drawn picture is pushed to /s/${encoder.slug}  (without: DEMO_PICTURE=off npm start)`,
    )
  }
  console.log('\nStop with Ctrl-C.')
}

try {
  await main()
} catch (error) {
  const taken = error instanceof Error && error.name === 'PortTaken'
  if (taken) console.error(`${error.message} Choose another one: PORT=8788 npm start`)
  else console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
