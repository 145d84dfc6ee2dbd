// `npm run lock`: run after changing dependencies. A registry mirror may lack the packages of other
// platforms; npm then leaves them out of the lock, and `npm ci` refuses it. This adds them back
// from the exact versions their parents ask for, so that the lock serves every platform.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './paths.mjs'

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x']

/** @param {string} name such as @oxlint/binding-linux-arm-musleabihf */
function platformOf(name) {
  const words = name.replace('windows', 'win32').split(/[/-]/)
  const os = systems.find((system) => words.includes(system))
  const cpu =
    processors.find((processor) => words.includes(processor)) ?? (words.includes('64') && 'x64')
  if (!os || !cpu) return undefined
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return { cpu: [cpu], ...(os === 'linux' && { libc: [libc] }), os: [os] }
}

const file = path.join(root, 'package-lock.json')
const lock = JSON.parse(await readFile(file, 'utf8'))
let added = 0
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    const platform = platformOf(name)
    if (!platform || key in lock.packages || !/^\d/.test(version)) continue
    lock.packages[key] = { version, ...platform, dev: parent.dev, optional: true }
    added += 1
  }
}
for (const one of Object.values(lock.packages)) delete one.resolved
// The project itself, under the empty key, sorts first.
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
)
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} platform packages added to package-lock.json`)
