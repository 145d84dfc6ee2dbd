// `npm run build`: the web first, because the Worker carries the names of its files.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureRuntime } from './bootstrap.mjs'
import { dist, langs, manifestFile, root, webDir } from './paths.mjs'

const stampFile = path.join(dist, 'inputs.sha256')

/** Everything that can change what the build writes. */
const inputs = [
  'worker/**/*.{ts,tsx,js,json}',
  'web/**/*',
  'vite*.config.ts',
  'scripts/{assets-plugin,build,json-schema-plugin,words-plugin}.mjs',
  'tsconfig*.json',
  'package-lock.json',
]

/** For Cloudflare, which answers these files itself; assets-worker.mjs says the same elsewhere. */
const headers = `/*
  X-Content-Type-Options: nosniff
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`

async function inputsHash() {
  const hash = createHash('sha256')
  for (const file of fs
    .globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()) {
    hash
      .update(path.relative(root, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Removes what an earlier web build left, for the time before there are any entries. */
async function emptyWeb() {
  await rm(webDir, { recursive: true, force: true })
  await mkdir(webDir, { recursive: true })
  for (const lang of langs) await writeFile(manifestFile(lang), '{}')
}

/**
 * Builds web and Worker into dist/.
 * @param {{ logLevel?: 'info' | 'warn' }} [options]
 */
export async function build({ logLevel = 'warn' } = {}) {
  process.env.NODE_ENV = 'production'
  const hash = await inputsHash()
  const { build: vite, loadConfigFromFile } = await import('vite')
  await rm(stampFile, { force: true })
  const web = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    path.join(root, 'vite.config.ts'),
  )
  const entries = /** @type {string[]} */ (web?.config.build?.rolldownOptions?.input ?? [])
  if (entries.length === 0) await emptyWeb()
  else {
    for (const lang of langs) {
      process.env.WEB_LANG = lang
      await vite({ root, configFile: path.join(root, 'vite.config.ts'), logLevel })
    }
  }
  await writeFile(path.join(webDir, '_headers'), headers)
  await vite({ root, configFile: path.join(root, 'vite.worker.config.ts'), logLevel })
  await writeFile(stampFile, hash)
}

/** Builds only if a source has changed since the last build. Answers whether it built. */
export async function buildIfChanged() {
  const built = fs.existsSync(stampFile) && (await readFile(stampFile, 'utf8'))
  if (built && built === (await inputsHash())) return false
  await build()
  return true
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureRuntime()
  await build({ logLevel: 'info' })
}
