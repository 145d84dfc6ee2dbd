import { existsSync } from 'node:fs'
import path from 'node:path'
import { ensureProgram } from './apt.mjs'

/** @param {string} name @param {string | undefined} said where somebody says it is */
function onPath(name, said) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const places = [said, ...folders.map((folder) => path.join(folder, name))]
  return places.find((file) => file && existsSync(file))
}

/** @returns {string | undefined} */
export function ffmpegPath() {
  return onPath('ffmpeg', process.env.FFMPEG_PATH)
}

/** ffmpeg, the encoder of tests, benchmarks and the drawn film; installed where that is possible. */
export function ensureFfmpeg() {
  return ensureProgram({
    name: 'ffmpeg',
    setting: 'FFMPEG_PATH',
    find: ffmpegPath,
    packages: ['ffmpeg'],
  })
}

/** LibreOffice Writer without a screen, which must be able to open what the portal exports. */
export function ensureOffice() {
  return ensureProgram({
    name: 'LibreOffice',
    setting: 'SOFFICE_PATH',
    find: () => onPath('soffice', process.env.SOFFICE_PATH),
    packages: ['libreoffice-writer-nogui', 'fonts-noto-cjk'],
  })
}
