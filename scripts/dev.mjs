// `npm run dev`: like `npm start`, and every change of a source is served about a second later.
// The state in .data stays.
import { watch } from 'node:fs'
import path from 'node:path'
import { ensureRuntime } from './bootstrap.mjs'
import { root } from './paths.mjs'

await ensureRuntime()
const { build } = await import('./build.mjs')
const { readOrCreateKeys } = await import('./keys.mjs')
const { settings } = await import('./settings.mjs')
const { startPortal, stopOnSignals } = await import('./portal.mjs')

const dataDir = path.resolve(root, process.env.DATA_DIR || '.data')
const keys = await readOrCreateKeys(dataDir)
// A broken source is an everyday thing here: wait for the next save rather than give up.
while (!(await buildOrSay())) await new Promise((resolve) => setTimeout(resolve, 2000))
const portal = await startPortal({
  port: Number(process.env.PORT || 8787),
  host: process.env.HOST || '127.0.0.1',
  dataDir,
  vars: { ...settings(), ...keys, PORTAL_DEMO: 'on' },
  log: true,
})
stopOnSignals(portal)
console.log(`ready http://localhost:${new URL(portal.url).port} (watching)`)

let changed = ''
let busy = false

async function takeUp() {
  if (busy) return
  busy = true
  while (changed) {
    const what = changed
    changed = ''
    const started = Date.now()
    // Otherwise the last good build stays up.
    if (!(await buildOrSay())) continue
    await portal.reload()
    console.log(`${what} → served after ${Date.now() - started} ms`)
  }
  busy = false
}

/** @type {NodeJS.Timeout | undefined} */
let soon
for (const folder of ['worker', 'web', 'migrations']) {
  watch(path.join(root, folder), { recursive: true }, (_event, file) => {
    if (!file || /(~|\.swp|\.tsbuildinfo)$/.test(file)) return
    changed = path.join(folder, file)
    clearTimeout(soon)
    // Editors write in several steps, and one save may touch several files.
    soon = setTimeout(takeUp, 50)
  })
}

async function buildOrSay() {
  try {
    await build()
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
}
