import type { LinesRequest } from '../contract/transcript'
import { transcriptWords } from '../contract/words/transcript'
import { captionsOf, renderSrt, renderVtt } from '../domain/captions'
import type { Ctx } from '../http/app-env'
import { langOf } from '../http/lang'
import { ownOrigin } from '../http/place'
import { slugOf } from '../http/room-door'
import { headOf, readTranscript, titleBlock, type TranscriptRead } from '../http/transcript-reading'

/** The text record as what leaves the portal: JSON, plain text, Word, captions. Read when somebody takes one away. */

/** While a session goes on its record grows; afterwards it hardly ever changes. */
const shortly = ({ session }: TranscriptRead) =>
  session.archivedAt === null ? 'public, max-age=5' : 'public, max-age=60'

const read = (c: Ctx, request: LinesRequest = {}) =>
  readTranscript(c.env, slugOf(c.req.param('slug')), request, Date.now())

const attached = (slug: string, ending: string) =>
  `attachment; filename="${slug}-transcript.${ending}"`

export async function asJson(c: Ctx, request: LinesRequest) {
  const found = await read(c, request)
  const { lines, total, revisions, cut } = found
  const fresh = {
    'cache-control': found.session.archivedAt === null ? 'public, max-age=1' : shortly(found),
  }
  return c.json({ lines, total, revisions, cut }, 200, fresh)
}

export async function asText(c: Ctx) {
  const found = await read(c)
  const lang = langOf(c)
  const { title, facts } = titleBlock(found, ownOrigin(c), lang, Date.now())
  const { said } = transcriptWords[lang]
  const head = [title, ...facts.map(([name, value]) => `${name}${said}${value}`)].join('\n')
  const body = found.lines.map((line) => `${headOf(line, lang)}\n${line.text}\n`).join('\n')
  return c.body(`\ufeff${head}\n\n${body || transcriptWords[lang].none}\n`, 200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': attached(found.session.slug, 'txt'),
    'cache-control': shortly(found),
  })
}

export async function asDocument(c: Ctx) {
  const found = await read(c)
  const lang = langOf(c)
  const { transcriptDocument } = await import('./transcript-docx')
  const bytes = await transcriptDocument(
    found,
    titleBlock(found, ownOrigin(c), lang, Date.now()),
    lang,
  )
  return c.body(bytes, 200, {
    'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'content-disposition': attached(found.session.slug, 'docx'),
    'cache-control': shortly(found),
  })
}

export async function asCaptions(c: Ctx, kind: 'vtt' | 'srt') {
  const found = await read(c)
  const cues = captionsOf(found.lines, found.spans)
  const vtt = kind === 'vtt'
  return c.body(vtt ? renderVtt(cues) : renderSrt(cues), 200, {
    'content-type': vtt ? 'text/vtt; charset=utf-8' : 'application/x-subrip; charset=utf-8',
    // A player reads them in place; whoever takes the other kind away keeps a file.
    ...(!vtt && { 'content-disposition': attached(found.session.slug, 'srt') }),
    'cache-control': shortly(found),
  })
}
