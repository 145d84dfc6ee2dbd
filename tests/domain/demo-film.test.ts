import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { segmentAt, takenApart, type DrawnFilm } from '../../worker/demo/film'

const file = (name: string) => path.join(import.meta.dirname, '../../web/public/demo', name)
const read = (name: string) => new Uint8Array(readFileSync(file(name)))

/** When each track of a segment begins and how long it lasts, seconds; read independently of the code under test. */
function tracksOf(film: DrawnFilm, segment: Uint8Array) {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength)
  const found: { track: number; starts: number; lasts: number }[] = []
  const text = Buffer.from(segment).toString('latin1')
  for (const { index } of text.matchAll(/sidx/g)) {
    const long = view.getUint8(index + 4) === 1
    const [track, scale] = [view.getUint32(index + 8), view.getUint32(index + 12)]
    const starts = long ? Number(view.getBigUint64(index + 16)) : view.getUint32(index + 16)
    const lasts = view.getUint32(index + (long ? 40 : 32))
    expect(scale).toBe(film.scales.get(track))
    found.push({ track, starts: starts / scale, lasts: lasts / scale })
  }
  return found.sort((a, b) => a.track - b.track)
}

test.each([
  ['hall.mp4', 4],
  ['hall-slow.mp4', 24],
] as const)('%s goes on without a seam, however often it is shown', (name, seconds) => {
  const film = takenApart(read(name), seconds)
  const count = film.segments.length * 3
  let ends = tracksOf(film, segmentAt(film, 0)).map(({ starts }) => starts)
  for (let number = 0; number < count; number += 1) {
    const tracks = tracksOf(film, segmentAt(film, number))
    expect(tracks).toHaveLength(2)
    tracks.forEach(({ starts }, at) => expect(starts).toBeCloseTo(ends[at] ?? Number.NaN, 6))
    ends = tracks.map(({ starts, lasts }) => starts + lasts)
  }
  for (const end of ends) expect(end).toBeCloseTo(count * seconds, 0)
})

test('the drawn film weighs next to nothing', () => {
  const weigh = (name: string) => statSync(file(name)).size
  expect(weigh('hall.mp4') + weigh('hall-slow.mp4')).toBeLessThan(250_000)
})
