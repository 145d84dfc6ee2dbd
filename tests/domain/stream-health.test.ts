import { describe, expect, test } from 'vitest'
import type { StreamHealth, StreamReport } from '../../worker/contract/stream'
import { lightOf, readHealth } from '../../worker/domain/stream-health'
import { pushLines } from '../../worker/domain/stream-lines'

const now = 1_800_000_000_000
const report: StreamReport = {
  version: 1,
  kind: 'worker',
  state: 'live',
  src: '/live/xw-3/index.m3u8',
  type: 'hls',
  poster: null,
  startedAt: now - 60_000,
  endedAt: null,
  take: 0,
}
const well: StreamHealth = {
  report,
  keyUntil: now + 3_600_000,
  lastPushAt: now - 1_000,
  lastSegmentAt: now - 1_000,
  bitrate: 2_500_000,
  segments: 30,
  restarts: 0,
  lost: 0,
  skew: 20,
  twoEncoders: false,
  refusals: [],
}
const wordsOf = (change: Partial<StreamHealth>, said: Partial<StreamReport> = {}) =>
  readHealth({ ...well, ...change, report: { ...report, ...said } }, now).map(({ word }) => word)

describe('the health of a picture', () => {
  test.each<[string, Partial<StreamHealth>, Partial<StreamReport>, string[]]>([
    ['all is well', {}, {}, ['good']],
    ['nothing was chosen', {}, { kind: null, state: 'none' }, ['no_source']],
    ['no key is out', { keyUntil: null }, { state: 'ready' }, ['no_key']],
    ['a key is out and nobody pushes', { lastPushAt: null, lastSegmentAt: null }, {}, ['waiting']],
    ['somebody pushes what is refused', { lastSegmentAt: null }, {}, ['no_segments']],
    ['the network is slow', { lastSegmentAt: now - 8_000 }, {}, ['late']],
    ['the encoder is off', { lastSegmentAt: now - 20_000 }, {}, ['stopped']],
    [
      'the key ran out',
      { keyUntil: now, lastSegmentAt: now - 20_000 },
      {},
      ['key_over', 'stopped'],
    ],
    ['two push with one key', { twoEncoders: true }, {}, ['good', 'two']],
    ['the encoder’s clock is wrong', { skew: -600_000 }, {}, ['good', 'skew']],
    ['pieces never came', { lost: 3, bitrate: 100_000 }, {}, ['good', 'lost', 'thin']],
    ['it comes from elsewhere', {}, { kind: 'external' }, ['elsewhere']],
    ['it is over', {}, { state: 'ended' }, ['over']],
    ['a film is shown', {}, { kind: 'recording', state: 'archived' }, ['film']],
  ])('%s', (_, change, said, words) => {
    expect(wordsOf(change, said)).toEqual(words)
  })

  test('the worst of it gives the light', () => {
    expect(lightOf(readHealth(well, now))).toBe('green')
    expect(lightOf(readHealth({ ...well, lost: 1 }, now))).toBe('amber')
    expect(lightOf(readHealth({ ...well, lost: 1, twoEncoders: true }, now))).toBe('red')
  })
})

describe('lines for the encoder', () => {
  const lines = pushLines({ origin: 'https://ask.example.gov.cn', slug: 'xw-3', key: 'k3y' })

  test('carry this session’s address, and the key in a header wherever that can be', () => {
    for (const line of [lines.test, lines.ffmpeg, lines.windows, lines.rtmp, lines.srt]) {
      expect(line).toContain('"https://ask.example.gov.cn/ingest/xw-3/-/live.m3u8"')
      expect(line).toContain('"Authorization: Bearer k3y"')
      expect(line).not.toMatch(/ingest\/xw-3\/k3y/)
    }
    expect(lines.obs.url).toBe('https://ask.example.gov.cn/ingest/xw-3/k3y/live.m3u8')
  })

  test('begin again by themselves, and never use a name twice', () => {
    expect(lines.ffmpeg).toMatch(/^while true; do\n[^]*sleep 1; done$/)
    expect(lines.windows).toContain('goto again')
    for (const line of [lines.test, lines.ffmpeg, lines.rtmp]) {
      expect(line).toContain('-hls_start_number_source epoch')
    }
  })
})
