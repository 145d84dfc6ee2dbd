import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(fileURLToPath(import.meta.url), '../..')
export const dist = path.join(root, 'dist')
export const webDir = path.join(dist, 'web')
export const workerDir = path.join(dist, 'worker')
/** The web is built once for each language; the first one empties the folder. */
export const langs = /** @type {const} */ (['zh', 'en'])
/** @param {'zh' | 'en'} [lang] */
export const manifestFile = (lang = 'zh') => path.join(dist, `manifest.${lang}.json`)
export const migrationsDir = path.join(root, 'migrations')
export const modulesDir = path.join(root, 'node_modules')
/** The Node that this product runs on, installed as a package; the machine's own may be older. */
export const ownNode = path.join(modulesDir, 'node', 'bin', 'node')

/** @param {string} name */
export const bin = (name) => path.join(modulesDir, '.bin', name)
