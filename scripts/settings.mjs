// The settings of a portal are the [vars] of wrangler.toml, on Cloudflare as on an own server:
// `NAME = "default"`, or commented out where the code has the default. The environment overrides.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/** @returns {Record<string, string>} */
export function settings(environment = process.env) {
  const toml = readFileSync(path.join(root, 'wrangler.toml'), 'utf8')
  const vars = /^\[vars\]\n([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(toml)?.[1] ?? ''
  /** @type {Record<string, string>} */
  const found = {}
  for (const [, comment, name = '', quoted, literal] of vars.matchAll(
    /^(# )?([A-Z][A-Z0-9_]*) = (?:"(.*)"|'(.*)')$/gm,
  )) {
    const value = environment[name] ?? (comment ? undefined : (quoted ?? literal))
    if (value !== undefined) found[name] = value
  }
  return found
}
