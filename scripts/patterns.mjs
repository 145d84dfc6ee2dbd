// Tries every regular expression of the program with texts made to slow it down, in this process, which whoever
// started it ends when it takes too long. Prints one line of JSON for each that is slower than in proportion.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './paths.mjs'

/** Longest text anybody may send, and steps on the way there: what never ends is noticed at the first. */
const SIZES = [26, 400, 2_000, 16_384]
/** More than a hundred times what a linear expression takes for the longest. */
const LIMIT_MS = 60

const literal =
  /(?<=[=(,:;!&|?{}[\n]\s{0,40}|\breturn )\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=\s{0,40}[.,;)\]}:\n?&|])/g

/** @typedef {{ at: string, source: string, flags: string }} Pattern */

/** Every literal in these folders. @param {string[]} folders @returns {Promise<Pattern[]>} */
export async function patternsIn(folders) {
  /** @type {Pattern[]} */
  const found = []
  for (const folder of folders) {
    const files = await readdir(path.join(root, folder), { recursive: true })
    for (const name of files.filter((file) => /\.tsx?$/.test(file)).sort()) {
      const text = await readFile(path.join(root, folder, name), 'utf8')
      for (const [, source = '', flags = ''] of text.matchAll(literal)) {
        found.push({ at: `${folder}/${name}`, source, flags })
      }
    }
  }
  return found
}

/** Texts that are one thing over and over, and end otherwise. @param {string} source */
function pumps(source) {
  const signs = [...new Set(source.replace(/\\[a-zA-Z]\{?|[\\^$()[\]{}|?*+]/g, ' ').split(/\s+/))]
  const parts = [
    'a',
    '0',
    ' ',
    '\n',
    '.',
    '-',
    '_',
    '@',
    'a.',
    '0 ',
    'a ',
    '中',
    '１',
    'aA0',
    '="',
    '13',
  ]
  const own = signs.filter((sign) => sign.length > 0 && sign.length < 6).slice(0, 8)
  return [...new Set([...parts, ...own])]
}

/** Milliseconds of this process alone: a busy machine does not count. @param {() => void} work */
function spent(work) {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** @param {Pattern} pattern @returns {{ pump: string, size: number, ms: number } | null} */
export function slowWith({ source, flags }) {
  const expression = new RegExp(source, flags.replace(/[gy]/g, ''))
  const heads = ['', /^[\^(?:]*([\w:/@<]{1,8})/.exec(source)?.[1] ?? '']
  for (const head of new Set(heads)) {
    for (const pump of pumps(source)) {
      for (const size of SIZES) {
        const text = `${head}${pump.repeat(Math.ceil(size / pump.length))}\u0001!`
        const try1 = spent(() => expression.test(text))
        // Once more, because something else may have been done meanwhile.
        if (try1 > LIMIT_MS && spent(() => expression.test(text)) > LIMIT_MS) {
          return { pump, size, ms: Math.round(try1) }
        }
      }
    }
  }
  return null
}

if (process.argv[1] === import.meta.filename) {
  const [, , planted] = process.argv
  const patterns = planted
    ? [{ at: 'planted', source: planted, flags: '' }]
    : await patternsIn(['worker', 'web'])
  for (const pattern of patterns) {
    // First the name, so that one that never ends is known by it.
    console.log(JSON.stringify({ tries: pattern }))
    const slow = slowWith(pattern)
    if (slow) console.log(JSON.stringify({ slow: { ...pattern, ...slow } }))
  }
  console.log(JSON.stringify({ tried: patterns.length }))
}
