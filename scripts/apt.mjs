// What the tests need from Debian's packages: found where it is, installed where that is possible.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

let updated = false

const apt = (/** @type {string[]} */ ...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/**
 * The path of a program, which apt-get brings where nobody has. Throws a plain sentence otherwise.
 * @param {object} wanted
 * @param {string} wanted.name as a sentence names it
 * @param {string} wanted.setting variable that says where it is
 * @param {() => string | undefined} wanted.find
 * @param {string[]} wanted.packages
 */
export function ensureProgram({ name, setting, find, packages }) {
  const found = find()
  if (found) return found
  const debianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (!debianRoot) {
    throw new Error(
      `The system tests need ${name}. Install it, or say where it is: ${setting}=/path npm test`,
    )
  }
  console.log(`Installing ${name} for the system tests …`)
  updated ||= apt('update')
  const done = updated && apt('install', '-y', '--no-install-recommends', ...packages)
  const path = find()
  if (!done || !path) throw new Error(`${name} could not be installed by apt-get; see above.`)
  return path
}
