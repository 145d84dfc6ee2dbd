import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { certificateFor } from './mail-kit'

/** A certificate that the runtimes of this file trust: to be imported before what starts them. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'mianduimian-trust-'))
export const certificate = certificateFor('localhost')
const file = path.join(folder, 'authority.pem')
writeFileSync(file, certificate.cert)
process.env['NODE_EXTRA_CA_CERTS'] = file
afterAll(() => rmSync(folder, { recursive: true, force: true }))
