import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig, type UserWorkspaceConfig } from 'vitest/config'
import type { Plugin } from 'vite'
import { assetsMap } from './scripts/assets-plugin.mjs'

const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const

/** Known to everyone: these guard nothing but the tests. */
const keys = {
  PORTAL_KEY: 'dGVzdC1wb3J0YWwta2V5LXRlc3QtcG9ydGFsLWtleS0',
  OPERATOR_TOKEN: 'test-operator-token',
  IMPORT_TOKEN: 'test-import-token',
  ADMIN_BOOTSTRAP_TOKEN: 'Zmlyc3QtYWRtaW4tb2YtdGhlLXRlc3RzLXRva2VuLTE',
}

/**
 * What the Worker reads when it is asked for is read at the start here. Under vitest reading a module is a
 * request of its own, and of two requests that wait for the same one the second waits for ever; in a build
 * it is not.
 */
const readAtStart: Plugin = {
  name: 'mianduimian:read-at-start',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/worker\/.*\.tsx?$/.test(id)) return undefined
    const named: string[] = []
    const put = code.replace(/(?<!typeof )\bimport\(('[^']+')\)/g, (_, from: string) => {
      named.push(`import * as late${named.length} from ${from}\n`)
      return `Promise.resolve(late${named.length - 1})`
    })
    return named.length === 0 ? undefined : named.join('') + put
  },
}

/** Whoever is killed, films or works under pressure shares the machine with no other tests. */
const alone = [
  'desk-pressure',
  'kill',
  'opening',
  'patterns',
  'record-away',
  'session',
  'slow',
  'stream-desk',
  'stream-kill',
  'stream-watch',
].map((name) => `tests/system/${name}.test.ts`)

const system = {
  environment: 'node',
  include: ['tests/system/**/*.test.ts'],
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} satisfies UserWorkspaceConfig['test']

export default defineConfig({
  test: {
    projects: [
      {
        oxc,
        test: {
          name: 'domain',
          environment: 'node',
          // Pure functions share nothing that could leak from file to file.
          isolate: false,
          // Hundreds of cases by chance may take their time on a busy machine.
          testTimeout: 60_000,
          include: ['tests/domain/**/*.test.{ts,tsx}'],
        },
      },
      {
        oxc,
        // The build that shares the views' preact: hooks find no component in another one's.
        resolve: {
          alias: {
            'preact-render-to-string': fileURLToPath(
              new URL('node_modules/preact-render-to-string/dist/index.mjs', import.meta.url),
            ),
          },
        },
        plugins: [
          assetsMap(),
          readAtStart,
          cloudflareTest(async () => ({
            main: './worker/index.ts',
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...keys,
                // The record of one test is not that of the next.
                FIGURES_SECONDS: '0',
                TEST_MIGRATIONS: existsSync('migrations')
                  ? await readD1Migrations('./migrations')
                  : [],
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          // One runtime for all files; tests/worker/setup.ts empties the storage before each test.
          isolate: false,
          // Two at a time share the machine with the browser's tests.
          testTimeout: 30_000,
          include: ['tests/worker/**/*.test.{ts,tsx}'],
          setupFiles: ['./tests/worker/setup.ts'],
        },
      },
      { oxc, test: { ...system, name: 'system', exclude: alone } },
      { oxc, test: { ...system, name: 'alone', include: alone } },
    ],
  },
})
