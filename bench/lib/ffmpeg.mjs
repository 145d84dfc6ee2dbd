// A real encoder in real time: ffmpeg with a clock burnt into its picture, pushing to the portal and writing
// the very same bytes to disk.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { CLOCK_BITS, clockFilters } from '../../scripts/encoder.mjs'
import { ensureFfmpeg } from '../../scripts/media-tools.mjs'

const FPS = 25

/**
 * Starts to push; every start is another picture and another sound.
 * @param {object} given
 * @param {string} given.url of the playlist to push to
 * @param {string} given.folder where the same segments are written
 * @param {number} [given.segment] seconds
 * @param {string} [given.size]
 */
export async function startFfmpeg({ url, folder, segment = 2, size = '320x180' }) {
  await mkdir(folder, { recursive: true })
  const base = Date.now()
  const clock = [
    // The picture's time is the wall's for a moment, so that all squares of it show the same one.
    'settb=1/1000',
    `setpts=RTCTIME/1000-${base}`,
    clockFilters(`${base % 2 ** CLOCK_BITS}+t*1000`),
    `setpts=N*1000/${FPS}`,
  ].join(',')
  const hls = [
    'f=hls',
    `hls_time=${segment}`,
    'hls_list_size=6',
    'hls_segment_type=fmp4',
    'hls_flags=program_date_time+independent_segments',
  ].join(':')
  const argv = [
    ['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${FPS}`],
    ['-re', '-f', 'lavfi', '-i', `sine=f=${200 + Math.floor(Math.random() * 900)}:r=48000`],
    ['-vf', clock, '-r', String(FPS), '-map', '0:v', '-map', '1:a'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
    ['-g', String(FPS * segment), '-sc_threshold', '0', '-b:v', '600k', '-c:a', 'aac'],
    ['-b:a', '64k', '-flags', '+global_header', '-f', 'tee'],
    [`[${hls}:method=PUT:http_persistent=1]${url}|[${hls}]${path.join(folder, 'live.m3u8')}`],
  ].flat()
  const child = spawn(ensureFfmpeg(), argv, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  const exited = once(child, 'exit')
  return {
    startedAt: base,
    said: () => said,
    running: () => child.exitCode === null && child.signalCode === null,
    /** @param {'SIGKILL' | 'SIGTERM'} signal */
    async end(signal) {
      child.kill(signal)
      await exited
    },
  }
}

/** Digests of all media files in some folders. @param {string[]} folders */
export async function digestsOf(folders) {
  /** @type {Set<string>} */
  const found = new Set()
  for (const folder of folders) {
    for (const name of await readdir(folder)) {
      if (!/\.(m4s|mp4)$/.test(name)) continue
      const bytes = await readFile(path.join(folder, name))
      found.add(createHash('sha256').update(bytes).digest('hex'))
    }
  }
  return found
}
