// Brings a bare checkout to the point where everything else runs: packages as locked, and the
// Node that came with them. Uses nothing but Node itself, and runs under Node 20.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { modulesDir, ownNode, root } from './paths.mjs'

/** Noted before anything takes time, for the parent may go at any moment. */
const parentAtStart = process.ppid
const stampFile = path.join(modulesDir, '.installed.sha256')

function lockHash() {
  const lock = readFileSync(path.join(root, 'package-lock.json'))
  return createHash('sha256').update(lock).digest('hex')
}

function installed() {
  if (!existsSync(ownNode) || !existsSync(stampFile)) return false
  return readFileSync(stampFile, 'utf8') === lockHash()
}

/** @returns {Promise<void>} */
function install() {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  console.log('Installing packages as locked (npm ci), about a minute the first time …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return new Promise((resolve, reject) => {
    const child = spawn(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    })
    const progress = setInterval(() => console.log(`  still installing, ${seconds()} s`), 10_000)
    child.on('error', reject)
    child.on('exit', (code) => {
      clearInterval(progress)
      if (code !== 0) return reject(new Error(`npm ci ended with ${code}; its message is above.`))
      writeFileSync(stampFile, lockHash())
      console.log(`  installed in ${seconds()} s`)
      resolve()
    })
  })
}

function runsOnOwnNode() {
  return realpathSync(process.execPath) === realpathSync(ownNode)
}

/**
 * Installs packages when they do not match the lock, then makes sure that this process runs on
 * the Node among them: if not, it runs the same command there and ends with its exit code.
 */
export async function ensureRuntime() {
  if (!installed()) {
    try {
      await install()
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      process.exit(1)
    }
  }
  const paths = [path.join(modulesDir, '.bin'), path.dirname(ownNode), process.env.PATH]
  process.env.PATH = paths.filter(Boolean).join(path.delimiter)
  if (runsOnOwnNode()) return
  process.exit(await runOnOwnNode(process.argv.slice(1)))
}

/**
 * Signals reach the child through the terminal's group or by being handed on here.
 * @param {string[]} argv
 * @returns {Promise<number>}
 */
function runOnOwnNode(argv) {
  return new Promise((resolve) => {
    // The channel tells the child when this process is gone, even if it was killed outright.
    const child = spawn(ownNode, argv, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal))
    }
    whenNpmIsGone(() => child.kill('SIGTERM'))
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

/**
 * npm runs a script through a shell. A SIGTERM to npm ends that shell and leaves the script behind,
 * so the script looks now and then whether its parent is still the same.
 * @param {() => void} then
 */
export function whenNpmIsGone(then) {
  if (!process.env.npm_lifecycle_event) return
  const look = setInterval(() => {
    if (process.ppid === parentAtStart) return
    clearInterval(look)
    then()
  }, 300)
  look.unref()
}
