import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { root } from '../../scripts/paths.mjs'

/** Modules of the portal, or of a bench that names them, as one that Node can read. @param {string} input below the root */
export async function modulesOf(input) {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: true,
      write: false,
      rolldownOptions: {
        input: path.join(root, input),
        output: { codeSplitting: false },
      },
    },
    ssr: { noExternal: true },
  })
  const { output } = /** @type {any} */ (Array.isArray(built) ? built[0] : built)
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-modules-')), 'modules.mjs')
  fs.writeFileSync(file, output[0].code)
  return import(file)
}
