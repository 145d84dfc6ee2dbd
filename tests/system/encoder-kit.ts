import { onTestFinished } from 'vitest'
import { encoder, type EncoderOptions } from '../../scripts/encoder.mjs'

export { clockFilters, encoderPlaylist, film, readClock } from '../../scripts/encoder.mjs'
export type { Film, FilmOptions, PushOptions, Reply, Segment } from '../../scripts/encoder.mjs'

/** An encoder for one test; see scripts/encoder.mjs for what it can do wrong. */
export function encoderFor(
  portal: { url: string },
  slug: string,
  key: string,
  more: Partial<EncoderOptions> = {},
) {
  const pushing = encoder({ url: portal.url, slug, key, ...more })
  onTestFinished(() => pushing.close())
  return pushing
}
