import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { manifestFile } from './paths.mjs'

/**
 * Keeps vite's manifest out of the published folder and writes it to dist/manifest.json.
 * @returns {import('vite').Plugin}
 */
export function manifestBesideWeb() {
  return {
    name: 'mianduimian:manifest',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const name = '.vite/manifest.json'
        const asset = bundle[name]
        if (asset?.type !== 'asset') return
        delete bundle[name]
        await mkdir(path.dirname(manifestFile), { recursive: true })
        await writeFile(manifestFile, asset.source)
      },
    },
  }
}

/**
 * `virtual:assets`: source path → built file, so that pages can link hashed files.
 * Empty until the web has been built.
 * @returns {import('vite').Plugin}
 */
export function assetsMap() {
  const id = 'virtual:assets'
  return {
    name: 'mianduimian:assets',
    resolveId(source) {
      return source === id ? `\0${id}` : undefined
    },
    load(loaded) {
      if (loaded !== `\0${id}`) return undefined
      if (existsSync(manifestFile)) this.addWatchFile(manifestFile)
      return `export default ${JSON.stringify(readAssets())}`
    },
  }
}

/** @returns {Record<string, { file: string, css?: string[], imports?: string[] }>} */
export function readAssets() {
  if (!existsSync(manifestFile)) return {}
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  return Object.fromEntries(
    Object.entries(manifest).map(([source, { file, css, imports }]) => [
      source,
      { file, ...(css && { css }), ...(imports && { imports }) },
    ]),
  )
}
