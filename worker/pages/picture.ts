import type { Chapter, PublicStream } from '../contract/stream'
import type { Snapshot } from '../contract/views'
import { playerWords } from '../contract/words/player'
import { momentOf } from '../domain/moment'
import type { Ctx } from '../http/app-env'
import type { PictureProps } from '../../web/views/picture'
import { readerOf } from './reader'

const over = ['wrapped', 'closed', 'archived']

/** Something to see, or to say in its place. */
const shows = ({ src, cut, expired }: PublicStream) => Boolean(src ?? cut ?? expired)

/**
 * What a session's page has to know to show its picture, and where: first while the session goes on, after the
 * outcome once it is over. null where there is none, and nothing stands in its place.
 */
export async function pictureOf(
  c: Ctx,
  { stream, session }: Pick<Snapshot, 'stream' | 'session'>,
  held: boolean,
  now: number,
): Promise<{ at: 'first' | 'after'; props: PictureProps } | null> {
  if (!stream || session.state === 'cancelled') return null
  const at = over.includes(session.state) ? 'after' : 'first'
  if (at === 'after' && !shows(stream)) return null
  const { lang } = readerOf(c)
  const { slug, startsAt } = session
  const chapters = at === 'after' ? await chaptersNow(c, slug, now) : []
  const props = { slug, lang, now, words: playerWords[lang], stream, chapters, startsAt, held }
  return { at, props: { ...props, first: at === 'first', at: momentOf(new URL(c.req.url)) } }
}

/** The stage by the film's clock, for whoever reads without a script; a page is worth more than its chapters. */
async function chaptersNow(c: Ctx, slug: string, now: number): Promise<Chapter[]> {
  const { chaptersIn, readPicture } = await import('../http/picture')
  const reading = await readPicture(c.env, slug, now).catch(() => null)
  return reading ? chaptersIn(reading) : []
}
