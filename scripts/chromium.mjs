import { existsSync } from 'node:fs'
import { ensureProgram } from './apt.mjs'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @returns {string | undefined} */
export function chromiumPath() {
  return [process.env.CHROME_PATH, ...usual].find((file) => file && existsSync(file))
}

/** Finds Chromium, or installs it where that is possible. Throws a plain sentence otherwise. */
export function ensureChromium() {
  return ensureProgram({
    name: 'Chromium',
    setting: 'CHROME_PATH',
    find: chromiumPath,
    packages: ['chromium', 'fonts-noto-cjk'],
  })
}
