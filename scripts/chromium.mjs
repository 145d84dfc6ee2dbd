import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @returns {string | undefined} */
export function chromiumPath() {
  return [process.env.CHROME_PATH, ...usual].find((file) => file && existsSync(file))
}

/** Finds Chromium, or installs it where that is possible. Throws a plain sentence otherwise. */
export function ensureChromium() {
  const found = chromiumPath()
  if (found) return found
  const debianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (!debianRoot) {
    throw new Error(
      'The system tests need Chromium. Install it, or say where it is: CHROME_PATH=/path npm test',
    )
  }
  console.log('Installing Chromium for the system tests …')
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  const packages = ['chromium', 'fonts-noto-cjk']
  const done = apt('update') && apt('install', '-y', '--no-install-recommends', ...packages)
  const path = chromiumPath()
  if (!done || !path) throw new Error('Chromium could not be installed by apt-get; see above.')
  return path
}
