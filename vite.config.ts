// The web: every island entry and stylesheet becomes a hashed file under dist/web/assets, once for each language.
import { globSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import { manifestBesideWeb } from './scripts/assets-plugin.mjs'
import { oneLanguage } from './scripts/words-plugin.mjs'

export const webInputs = () =>
  globSync(['web/islands/*.entry.{ts,tsx}', 'web/styles/*.css'], {
    cwd: import.meta.dirname,
  }).sort()

/** What the oldest browser inside a supported messenger understands; syntax and CSS are lowered. */
const oldest = ['chrome86', 'safari14']

/**
 * What is imported late here brings no stylesheet and nothing to fetch ahead; the kilobyte that would see to
 * that in every page's script is left out.
 */
const plainImports: Plugin = {
  name: 'mianduimian:plain-imports',
  enforce: 'pre',
  load: {
    filter: { id: /preload-helper/ },
    handler: () => 'export const __vitePreload = (load) => load()',
  },
}

/** Small pieces pack worse than one: what the pages of a session share, beside what others need of it. */
const ofSessions = (id: string) =>
  [
    /contract\/(lang|limits|live|transcript|words\/(common|session))\.ts$/,
    /domain\/(machine|on-air|ranking|transcript-order)\.ts$/,
    /web\/(views|islands)\/(answer-block|bridge|due|live-notices|question-card)\.tsx?$/,
    /web\/lib\/(ballots|lines-link|live-state)\.ts$/,
  ].some((place) => place.test(id))

/** The language this build is for; scripts/build.mjs builds all of them into the same folder. */
const lang = process.env['WEB_LANG'] === 'en' ? 'en' : 'zh'

export default defineConfig({
  appType: 'custom',
  publicDir: 'web/public',
  plugins: [oneLanguage(lang), plainImports, manifestBesideWeb(lang)],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/web',
    emptyOutDir: lang === 'zh',
    manifest: true,
    target: oldest,
    cssTarget: oldest,
    modulePreload: false,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: webInputs(),
      output: {
        codeSplitting: {
          groups: [
            { name: 'preact', test: /node_modules\/preact/, priority: 2 },
            { name: 'time', test: /domain\/shanghai\.ts/, priority: 2, minShareCount: 2 },
            { name: 'forms', test: /web\/lib\/(forms|drafts)\.ts|domain\/bytes\.ts/, priority: 2 },
            { name: 'session', test: ofSessions, minShareCount: 2 },
          ],
        },
      },
    },
  },
})
