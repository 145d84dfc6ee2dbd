// The search of a folder: one plain script, made of the portal's own folding, and one with what is looked in.
import { root } from '../paths.mjs'

/**
 * @typedef {{ kind: 'question' | 'line' | 'promise', to: string, of: number | string, texts: string[] }} FolderEntry
 * @typedef {{ no: number, text: string, name?: string, details?: string, answers: { text: string, speaker: string }[], cases: { reply: string | null, unit: string }[] }} Question
 * @typedef {{ id: string, text: string, speaker: string }} Line
 * @typedef {{ id: string, quote: string, what: string, unit: string | null, criterion: string | null }} PromiseMade
 */

/** A script that needs neither modules nor a network: from a disk browsers let pages have nothing else. */
export async function searchScript() {
  const { build } = await import('vite')
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: ['chrome86', 'safari14'],
      lib: { entry: 'web/lib/folder-search.ts', formats: ['iife'], name: 'folderSearch' },
    },
  })
  const [bundle] = [built].flat()
  const [script] = bundle && 'output' in bundle ? bundle.output : []
  if (!script) throw new Error('The search could not be built.')
  return `${script.code}\nfolderSearch.searchFolder(sessionFolder)\n`
}

const held = (/** @type {(string | null | undefined)[]} */ texts) =>
  texts.filter((text) => text !== null && text !== undefined && text !== '')

/**
 * Everything that can be found: public words alone, as the portal gives them to anybody.
 * @param {{ questions: Question[], lines: Line[], promises: PromiseMade[] }} record
 * @returns {FolderEntry[]}
 */
export function entriesOf({ questions, lines, promises }) {
  return [
    ...questions
      .filter(({ text }) => text !== '')
      .map(({ no, text, details, answers, cases }) => ({
        kind: /** @type {const} */ ('question'),
        to: `questions/${no}.html`,
        of: no,
        texts: held([
          text,
          details,
          ...answers.map((answer) => answer.text),
          ...cases.map(({ reply }) => reply),
        ]),
      })),
    ...lines
      .filter(({ text }) => text !== '')
      .map(({ id, text, speaker }) => ({
        kind: /** @type {const} */ ('line'),
        to: `transcript.html#l-${id}`,
        of: speaker,
        texts: [text],
      })),
    ...promises.map(({ id, quote, what, unit, criterion }) => ({
      kind: /** @type {const} */ ('promise'),
      to: `promises/${id}.html`,
      of: unit ?? '',
      texts: held([quote, what, criterion]),
    })),
  ].map((entry) => ({ ...entry, texts: /** @type {string[]} */ (entry.texts) }))
}

/** @param {FolderEntry[]} entries @param {import('./words.mjs').FolderWords} words */
export function searchData(entries, words) {
  const { found, none, start, more, no, kinds } = words.ask
  const index = { entries, words: { found, none, start, more, no, kinds } }
  return `globalThis.sessionFolder = ${JSON.stringify(index, null, 1)}\n`
}
