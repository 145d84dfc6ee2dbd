import { Hono } from 'hono'
import { recordingWords } from '../contract/words/recording'
import { partsOf } from '../domain/recording-parts'
import type { AppEnv } from '../http/app-env'
import { chaptersIn, isOver, readPicture } from '../http/picture'
import { slugOf } from '../http/room-door'
import { streamDeskOf } from '../http/stream-door'
import { RecordingView } from '../../web/views/recording'
import { readerOf } from './reader'
import { page, PLAIN_SCRIPT } from './render'

/** 下载录像, once a session is over. While its picture is cut there is nothing of it to be had. */
export const recordingPages = new Hono<AppEnv>().get('/s/:slug/recording', async (c) => {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  const { lang } = readerOf(c)
  const reading = await readPicture(c.env, slug, now)
  const { session, stream } = reading.picture
  const shown = isOver(stream) && stream?.src !== undefined
  const { files } = shown ? await streamDeskOf(c.env, slug).recording() : { files: [] }
  const film = stream?.kind === 'recording' ? files.find(({ kind }) => kind === 'film') : undefined
  return page(c, {
    title: recordingWords[lang].title,
    canonical: `/s/${slug}/recording`,
    noindex: true,
    scripts: [PLAIN_SCRIPT],
    body: (
      <RecordingView
        session={session}
        stream={stream}
        parts={stream?.kind === 'worker' ? partsOf(files) : []}
        chapters={chaptersIn(reading)}
        film={film?.bytes ?? null}
        lang={lang}
        now={now}
      />
    ),
  })
})
