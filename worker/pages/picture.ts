import type { PublicStream } from '../contract/stream'
import type { Snapshot } from '../contract/views'
import { playerWords } from '../contract/words/player'
import { momentOf } from '../domain/moment'
import type { Ctx } from '../http/app-env'
import type { PictureProps } from '../../web/views/picture'
import { readerOf } from './reader'
import { stageOver } from '../domain/machine'
import { chaptersIn, isOver, readPicture, type Reading } from '../http/picture'

/** Something to see, or to say in its place. */
const shows = ({ src, cut, expired }: PublicStream) => Boolean(src ?? cut ?? expired)

/**
 * The film of a session that is over, with its chapters: once, for all that a page says of it. null where there is
 * none, or where it cannot be read now: a page is worth more than its film.
 */
export async function filmRead(
  c: Ctx,
  { stream, session }: Pick<Snapshot, 'stream' | 'session'>,
  now: number,
): Promise<Reading | null> {
  if (!stream || !(isOver(stream) || stageOver(session.state))) return null
  return readPicture(c.env, session.slug, now).catch(() => null)
}

/**
 * What a session's page has to know to show its picture, and where: first while the session goes on, after the
 * outcome once it is over. null where there is none, and nothing stands in its place.
 */
export function pictureOf(
  c: Ctx,
  { stream, session }: Pick<Snapshot, 'stream' | 'session'>,
  reading: Reading | null,
  held: boolean,
  now: number,
): { at: 'first' | 'after'; props: PictureProps } | null {
  if (!stream || session.state === 'cancelled') return null
  const at = stageOver(session.state) ? 'after' : 'first'
  if (at === 'after' && !shows(stream)) return null
  const { lang } = readerOf(c)
  const { slug, startsAt } = session
  // By the film's clock, for whoever reads without a script.
  const chapters = at === 'after' && reading ? chaptersIn(reading) : []
  const props = { slug, lang, now, words: playerWords[lang], stream, chapters, startsAt, held }
  return { at, props: { ...props, first: at === 'first', at: momentOf(new URL(c.req.url)) } }
}
