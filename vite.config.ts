// The web: every island entry and stylesheet becomes a hashed file under dist/web/assets.
import { globSync } from 'node:fs'
import { defineConfig } from 'vite'
import { manifestBesideWeb } from './scripts/assets-plugin.mjs'

export const webInputs = () =>
  globSync(['web/islands/*.entry.{ts,tsx}', 'web/styles/*.css'], {
    cwd: import.meta.dirname,
  }).sort()

/** What the oldest browser inside a supported messenger understands; syntax and CSS are lowered. */
const oldest = ['chrome86', 'safari14']

export default defineConfig({
  appType: 'custom',
  publicDir: 'web/public',
  plugins: [manifestBesideWeb()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    manifest: true,
    target: oldest,
    cssTarget: oldest,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: webInputs() },
  },
})
