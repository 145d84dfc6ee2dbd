// `npm run deploy [-- --dry-run]`: build, make sure nobody is in a session, migrate, upload.
// A deploy drops every open socket, hence the question to the running portal.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ensureRuntime } from './bootstrap.mjs'
import { bin, ownNode, root } from './paths.mjs'

await ensureRuntime()
const { build } = await import('./build.mjs')
const { settings } = await import('./settings.mjs')

const dryRun = process.argv.includes('--dry-run')

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** @param {string[]} args */
function wrangler(...args) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const { status } = spawnSync(ownNode, [bin('wrangler'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  })
  if (status !== 0) refuse(`wrangler ${args[0]} failed; nothing after it was done.`)
}

/** @param {string} publicUrl */
async function refuseDuringSession(publicUrl) {
  const answer = await fetch(`${publicUrl}/healthz`).catch(() => undefined)
  if (!answer) refuse(`${publicUrl}/healthz cannot be reached, so a session may be live.`)
  // A first deploy finds no portal there yet.
  if (answer.status === 404) return
  const health = await answer.json().catch(() => refuse(`${publicUrl}/healthz is not readable.`))
  if (health.live > 0) refuse(`${health.live} session(s) are live. Deploy when they have ended.`)
}

const publicUrl = (process.env.PUBLIC_URL || settings().PUBLIC_URL || '').replace(/\/$/, '')
if (publicUrl) await refuseDuringSession(publicUrl)
else if (!dryRun) refuse('Set PUBLIC_URL in wrangler.toml: the address residents use.')
// Values of secrets are known to the platform alone; the portal itself refuses weak ones.
const { unfitLines } = await import('./fitness.mjs')
const wrong = await unfitLines({ ...settings(), PUBLIC_URL: publicUrl }, [
  'PORTAL_KEY',
  'COMPLIANCE_KEY',
])
if (wrong.length > 0 && !dryRun) refuse(wrong.join('\n'))
const toml = await readFile(path.join(root, 'wrangler.toml'), 'utf8')
if (!dryRun && toml.includes('00000000-0000-0000-0000-000000000000')) {
  refuse('Put the id of your database into wrangler.toml: wrangler d1 create mianduimian')
}

await build({ logLevel: 'info' })
if (dryRun) {
  const out = mkdtempSync(path.join(os.tmpdir(), 'mianduimian-deploy-'))
  try {
    wrangler('deploy', '--dry-run', '--outdir', out)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
  console.log('Dry run: built and packed; nothing was uploaded or migrated.')
} else {
  wrangler('d1', 'migrations', 'apply', 'DB', '--remote')
  wrangler('deploy')
}
