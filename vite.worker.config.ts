// The Worker: one ES module with everything inside, apart from what the runtime brings.
import { defineConfig, type Plugin } from 'vite'
import { assetsMap } from './scripts/assets-plugin.mjs'
import { onlyJsonSchema } from './scripts/json-schema-plugin.mjs'

/** What the Worker needs at its start: everything the entry imports outright, however deep. */
const early = new Set<string>()

const findEarly: Plugin = {
  name: 'mianduimian:early',
  buildEnd() {
    early.clear()
    const waiting = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry)
    for (const id of waiting) {
      if (early.has(id)) continue
      early.add(id)
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []))
    }
  },
}

export default defineConfig({
  appType: 'custom',
  publicDir: false,
  plugins: [assetsMap(), onlyJsonSchema(), findEarly],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: {
    target: 'webworker',
    noExternal: true,
    resolve: { conditions: ['workerd', 'worker', 'browser', 'module', 'import', 'default'] },
  },
  build: {
    ssr: 'worker/index.ts',
    outDir: 'dist/worker',
    emptyOutDir: true,
    target: 'es2024',
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: {
      external: [/^cloudflare:/, /^node:/],
      // The runtime takes every export of the entry for a handler or an object class.
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        entryFileNames: 'index.js',
        chunkFileNames: '[name]-[hash].js',
        // What is imported when asked for (the demonstration, the desk's pages) stays apart: a netizen's
        // request does not wait for it to be read.
        // What several of them need is one file: twenty small ones pack worse by a fiftieth.
        codeSplitting: {
          groups: [{ name: 'shared', minShareCount: 2, test: (id) => early.has(id) }],
        },
      },
    },
  },
})
