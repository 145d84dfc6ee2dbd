// `npm test`: format, lint, types, build and every test. `npm run check`: the part that takes
// seconds. The last line counts: each check before the tests is one.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ensureRuntime } from './bootstrap.mjs'
import { bin, ownNode, root } from './paths.mjs'

await ensureRuntime()

const quick = process.argv.includes('--quick')
const count = { passed: 0, failed: 0 }

/**
 * @param {string[]} argv
 * @param {'show' | 'keep'} output
 * @returns {Promise<{ ok: boolean, said: string }>}
 */
function run(argv, output) {
  return new Promise((resolve) => {
    const stdio = output === 'show' ? 'inherit' : 'pipe'
    const child = spawn(ownNode, argv, { cwd: root, stdio: ['ignore', stdio, stdio] })
    let said = ''
    child.stdout?.on('data', (data) => (said += data))
    child.stderr?.on('data', (data) => (said += data))
    child.on('close', (code) => resolve({ ok: code === 0, said }))
  })
}

/** @param {string} name @param {() => Promise<{ ok: boolean, said: string }>} work */
async function check(name, work) {
  const started = Date.now()
  const { ok, said } = await work().catch((/** @type {Error} */ error) => ({
    ok: false,
    said: error.message,
  }))
  count[ok ? 'passed' : 'failed'] += 1
  console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  if (!ok) console.log(said.trimEnd())
  return ok
}

/**
 * @param {string[]} projects
 * @param {'show' | 'keep'} output kept: shown whole once it has ended
 */
async function vitest(projects, output = 'show') {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-test-'))
  const report = path.join(folder, 'report.json')
  const { ok, said } = await run(
    [
      bin('vitest'),
      'run',
      '--passWithNoTests',
      ...projects.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    output,
  )
  if (output === 'keep') console.log(said.trimEnd())
  const { passed, failed } = await readFile(report, 'utf8').then(
    (json) => counted(JSON.parse(json)),
    () => ({ passed: 0, failed: 0 }),
  )
  await rm(folder, { recursive: true })
  count.passed += passed
  // A run may fail outside any test: a file that cannot be loaded, an error nobody caught.
  count.failed += ok ? failed : Math.max(failed, 1)
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} report
 */
function counted(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length }
}

await check('format', () => run([bin('oxfmt'), '--check', '.'], 'keep'))
await check('lint', () => run([bin('oxlint'), ...(quick ? [] : ['--type-aware'])], 'keep'))
await check('types', () => run([bin('tsc'), '-b'], 'keep'))
if (quick) {
  await vitest(['domain'])
} else {
  const built = await check('build', () => run(['scripts/build.mjs'], 'keep'))
  const browser = await check('chromium', async () => {
    const { ensureChromium } = await import('./chromium.mjs')
    return { ok: Boolean(ensureChromium()), said: '' }
  })
  const encoder = await check('ffmpeg', async () => {
    const { ensureFfmpeg } = await import('./media-tools.mjs')
    return { ok: Boolean(ensureFfmpeg()), said: '' }
  })
  const office = await check('libreoffice', async () => {
    const { ensureOffice } = await import('./media-tools.mjs')
    return { ok: Boolean(ensureOffice()), said: '' }
  })
  const equipped = built && browser && encoder && office
  // Rules first, some of which look at how long they take; two at a time where that disturbs nobody; then those
  // that want the machine for themselves.
  await vitest(['domain'])
  await Promise.all([vitest(['worker']), ...(equipped ? [vitest(['system'], 'keep')] : [])])
  if (equipped) await vitest(['alone'])
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed ? 1 : 0
