import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { langs, manifestFile } from './paths.mjs'

/**
 * Keeps vite's manifest out of the published folder and writes it to dist, under its language.
 * @param {'zh' | 'en'} lang
 * @returns {import('vite').Plugin}
 */
export function manifestBesideWeb(lang) {
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
        await mkdir(path.dirname(manifestFile(lang)), { recursive: true })
        await writeFile(manifestFile(lang), asset.source)
      },
    },
  }
}

/**
 * `virtual:assets`: language → source path → built file, so that pages can link hashed files.
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
      for (const file of langs.map(manifestFile)) if (existsSync(file)) this.addWatchFile(file)
      return `export default ${JSON.stringify({ zh: readAssets('zh'), en: readAssets('en') })}`
    },
  }
}

/**
 * @param {'zh' | 'en'} lang
 * @returns {Record<string, { file: string, css?: string[], imports?: string[] }>}
 */
export function readAssets(lang) {
  if (!existsSync(manifestFile(lang))) return {}
  const manifest = JSON.parse(readFileSync(manifestFile(lang), 'utf8'))
  return Object.fromEntries(
    Object.entries(manifest).map(([source, { file, css, imports }]) => [
      source,
      { file, ...(css && { css }), ...(imports && { imports }) },
    ]),
  )
}
