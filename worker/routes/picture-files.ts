import type { Ctx } from '../http/app-env'
import { chaptersIn, isOver, readPicture } from '../http/picture'
import { slugOf } from '../http/room-door'
import { chaptersVtt } from '../domain/chapters-vtt'

/** What players read beside the playlist. Read when the first of them asks. */

const shared = (seconds: number) => ({ 'cache-control': `public, max-age=${seconds}` })
/** While it is live a chapter may be a moment old; afterwards little changes. */
const kept = (over: boolean) => shared(over ? 60 : 2)

/** The picture as it stands now: what a player that lost its socket asks for. */
export async function stateJson(c: Ctx): Promise<Response> {
  const { picture } = await readPicture(c.env, slugOf(c.req.param('slug')), Date.now())
  return c.json(picture.stream, 200, shared(1))
}

export async function chaptersJson(c: Ctx): Promise<Response> {
  const reading = await readPicture(c.env, slugOf(c.req.param('slug')), Date.now())
  const ended = isOver(reading.picture.stream)
  return c.json({ chapters: chaptersIn(reading), spans: reading.spans, ended }, 200, kept(ended))
}

export async function chaptersTrack(c: Ctx): Promise<Response> {
  const reading = await readPicture(c.env, slugOf(c.req.param('slug')), Date.now())
  const last = reading.spans.at(-1)
  const text = chaptersVtt(chaptersIn(reading), last ? last.media + last.dur : 0, '（已撤下）')
  const headers = {
    'content-type': 'text/vtt; charset=utf-8',
    ...kept(isOver(reading.picture.stream)),
  }
  return c.body(text, 200, headers)
}
