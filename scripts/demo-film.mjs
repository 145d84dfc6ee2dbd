// `node scripts/demo-film.mjs`: draws the film of the demonstration and writes it to web/public/demo, so that
// a machine without ffmpeg shows a picture too. Run again only when the drawing changes.
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ensureRuntime } from './bootstrap.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureFfmpeg } from './media-tools.mjs'
import { root } from './paths.mjs'

await ensureRuntime()
const { chromium } = await import('playwright-core')

const [width, height, fps] = [640, 360, 5]
/** Poses follow one another in this rhythm, seconds; it fills a scene of twelve or of twenty-four. */
const rhythm = [1.6, 0.8, 1.2, 0.6, 1.4, 0.4]

const jade = '#0f6b58'
const ink = '#1c2830'

/** @param {number} x @param {number} y @param {number} size @param {string} coat @param {number} [tilt] @param {string} [hair] */
const person = (x, y, size, coat, tilt = 0, hair = '#2b2a2a') => `
  <g transform="translate(${x} ${y}) scale(${size})">
    <path d="M-34 62c0-34 12-46 34-46s34 12 34 46z" fill="${coat}"/>
    <path d="M-9 14l9 16 9-16z" fill="#f6f2e9"/>
    <g transform="rotate(${tilt})">
      <ellipse rx="16" ry="19" fill="#e9c3a2"/>
      <path d="M-17-3c-2-24 36-24 34 0-4-9-10-12-17-12s-13 3-17 12z" fill="${hair}"/>
      <circle cx="-6" cy="1" r="1.6" fill="${ink}"/><circle cx="6" cy="1" r="1.6" fill="${ink}"/>
      <path d="M-4 9q4 3 8 0" stroke="#9a5b4b" stroke-width="1.6" fill="none"/>
    </g>
  </g>`

/** @param {number} x @param {number} y @param {string} text */
const card = (x, y, text) => `
  <rect x="${x - 30}" y="${y}" width="60" height="18" rx="2" fill="#fff" stroke="#c9c3b4"/>
  <text x="${x}" y="${y + 13}" font-size="11" text-anchor="middle" fill="${ink}">${text}</text>`

/** @param {number} x @param {number} y @param {number} lean */
const microphone = (x, y, lean) => `
  <path d="M${x} ${y}q${lean} -14 ${lean * 1.4} -30" stroke="#333" stroke-width="2.5" fill="none"/>
  <ellipse cx="${x + lean * 1.4}" cy="${y - 32}" rx="3.4" ry="5" fill="#222"/>`

/** @param {number} pose @param {number} x @param {number} y @param {string} coat the hand that speaks along */
const hand = (pose, x, y, coat) => `
  <path d="M${x} ${y}q18 ${-4 - pose * 9} 28 ${-10 - pose * 16}" stroke="${coat}" stroke-width="15" stroke-linecap="round" fill="none"/>
  <circle cx="${x + 29}" cy="${y - 12 - pose * 16}" r="8" fill="#e9c3a2"/>`

const wall = `<rect width="640" height="360" fill="#e9e4d7"/><rect y="250" width="640" height="110" fill="#b59a78"/>`

/** @type {Record<string, (pose: number) => string>} */
const scenes = {
  hall: (pose) => `${wall}
    <rect x="120" y="30" width="400" height="86" rx="4" fill="${jade}"/>
    <text x="320" y="72" font-size="30" text-anchor="middle" fill="#fff" font-weight="bold">与网友面对面</text>
    <text x="320" y="100" font-size="15" text-anchor="middle" fill="#d9efe8">霞湾县 · 网络直播</text>
    ${[110, 215, 320, 425, 530].map((x, at) => person(x, 165, 0.8, ['#36506b', '#5b4a66', '#2f3e4c', '#6b4a3a', '#3d5a4a'][at] ?? ink, at === 2 ? pose * 3 - 3 : at === 4 ? pose : 0)).join('')}
    <rect x="60" y="212" width="520" height="76" fill="#7b5e3f"/><rect x="60" y="212" width="520" height="8" fill="#926f4b"/>
    ${['城管', '住建', '副县长', '供水', '交通'].map((text, at) => card(110 + at * 105, 226, text)).join('')}
    ${[140, 245, 350, 455, 560].map((x) => microphone(x, 213, -6)).join('')}
    ${Array.from({ length: 9 }, (_, at) => `<circle cx="${40 + at * 70}" cy="${346 + (at % 2) * 6}" r="22" fill="#3b3530"/>`).join('')}`,
  answer: (pose) => `${wall}
    <rect x="0" y="40" width="640" height="60" fill="${jade}"/>
    <text x="440" y="80" font-size="26" text-anchor="middle" fill="#fff" font-weight="bold">与网友面对面</text>
    ${person(250, 165, 1.9, '#36506b', pose * 3 - 4)}
    ${hand(pose, 300, 252, '#36506b')}
    <rect x="0" y="278" width="640" height="82" fill="#7b5e3f"/><rect y="278" width="640" height="9" fill="#926f4b"/>
    <rect x="190" y="298" width="120" height="36" rx="3" fill="#fff" stroke="#c9c3b4"/>
    <text x="250" y="323" font-size="22" text-anchor="middle" fill="${ink}">答复人</text>
    ${microphone(360, 280, -14)}
    <path d="M470 278h120l-10-66h-100z" fill="#d8d3c6"/><rect x="488" y="222" width="84" height="44" fill="#2f3e4c"/>`,
  host: (pose) => `${wall}
    <rect x="30" y="30" width="250" height="150" rx="4" fill="#24333d"/>
    <text x="155" y="70" font-size="17" text-anchor="middle" fill="#9ad5c3">正在答</text>
    ${[92, 112, 132].map((y, at) => `<rect x="60" y="${y}" width="${190 - at * 36}" height="9" rx="3" fill="#dfe7e3"/>`).join('')}
    <rect x="60" y="154" width="${60 + pose * 22}" height="7" rx="3" fill="#e0a94e"/>
    ${person(430, 160, 1.8, '#7a3b3f', 4 - pose * 3, '#3a2a26')}
    ${hand(pose > 1 ? 1 : 0, 470, 250, '#7a3b3f')}
    <rect x="0" y="272" width="640" height="88" fill="#7b5e3f"/><rect y="272" width="640" height="9" fill="#926f4b"/>
    <rect x="370" y="294" width="120" height="36" rx="3" fill="#fff" stroke="#c9c3b4"/>
    <text x="430" y="319" font-size="22" text-anchor="middle" fill="${ink}">主持人</text>
    ${microphone(345, 274, 12)}`,
  bridge: (pose) => `<rect width="640" height="360" fill="#dfeaea"/>
    <path d="M0 170l90-70 80 50 110-90 120 100 90-60 150 90v170H0z" fill="#a9c4b5"/>
    <path d="M0 230l140-60 150 50 160-70 190 80v130H0z" fill="#7fa893"/>
    <rect y="280" width="640" height="80" fill="#8fb6bd"/>
    ${[296, 316, 336].map((y, at) => `<path d="M${20 + pose * 14 + at * 40} ${y}h120M${260 + pose * 14 - at * 20} ${y}h150M${520 - pose * 12} ${y}h70" stroke="#c9dfe2" stroke-width="3"/>`).join('')}
    <path d="M70 282c100-96 400-96 500 0h-44c-90-62-322-62-412 0z" fill="#6f5236"/>
    <path d="M100 214h440v34H100z" fill="#8a5a3c"/>
    ${Array.from({ length: 12 }, (_, at) => `<rect x="${112 + at * 37}" y="214" width="6" height="34" fill="#5e3d28"/>`).join('')}
    <path d="M84 216l44-38h384l44 38z" fill="#4a4f52"/><path d="M276 180l44-30 44 30z" fill="#3d4143"/>`,
}

/** @param {string} scene @param {number} pose */
const picture = (
  scene,
  pose,
) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
  font-family="Noto Sans CJK SC, sans-serif">${scenes[scene]?.(pose) ?? ''}
  <rect x="544" y="120" width="86" height="24" rx="12" fill="#000" opacity=".55"/>
  <text x="587" y="137" font-size="14" text-anchor="middle" fill="#fff">演示画面</text></svg>`

const folder = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-drawing-'))
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage({ viewport: { width, height } })
for (const scene of Object.keys(scenes)) {
  for (const pose of [0, 1, 2]) {
    await page.setContent(`<body style="margin:0">${picture(scene, pose)}</body>`)
    await page.screenshot({ path: path.join(folder, `${scene}-${pose}.png`) })
  }
}
await browser.close()

/**
 * One file of fMP4, cut where a segment begins.
 * @param {string} name @param {number} scene seconds a scene lasts @param {number} segment seconds
 * @param {string} sound
 */
async function film(name, scene, segment, sound) {
  const list = []
  for (const one of Object.keys(scenes)) {
    for (let passed = 0, at = 0; passed < scene - 0.01; at += 1) {
      const lasts = Math.min(rhythm[at % rhythm.length] ?? 1, scene - passed)
      list.push(`file '${one}-${[0, 1, 2, 1][at % 4]}.png'`, `duration ${lasts.toFixed(2)}`)
      passed += lasts
    }
  }
  list.push(`file 'bridge-0.png'`)
  await writeFile(path.join(folder, 'list.txt'), list.join('\n'))
  const seconds = scene * Object.keys(scenes).length
  const gop = String(fps * segment)
  execFileSync(
    ensureFfmpeg(),
    [
      ['-loglevel', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', 'list.txt'],
      ['-f', 'lavfi', '-i', sound, '-t', String(seconds), '-vf', `fps=${fps},format=yuv420p`],
      ['-c:v', 'libx264', '-profile:v', 'main', '-preset', 'veryslow', '-tune', 'animation'],
      ['-crf', '33', '-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0'],
      // One frame less than there is room for: the encoder puts one before.
      ['-af', `atrim=end_sample=${seconds * 16_000 - 1024}`],
      ['-c:a', 'aac', '-b:a', '6k', '-ac', '1', '-ar', '16000', '-f', 'hls'],
      ['-hls_time', String(segment), '-hls_list_size', '0', '-hls_playlist_type', 'vod'],
      ['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file'],
      ['-hls_segment_filename', name, `${name}.m3u8`],
    ].flat(),
    { cwd: folder },
  )
  const to = path.join(root, 'web/public/demo', name)
  await mkdir(path.dirname(to), { recursive: true })
  await copyFile(path.join(folder, name), to)
  console.log(`${name}: ${(await stat(to)).size} bytes, ${seconds} s`)
}

// A room full of people, hardly to be heard: the desk's meter of sound shows something.
const murmur = 'anoisesrc=c=brown:a=0.25:seed=7:r=16000,lowpass=f=500,tremolo=f=3:d=0.7,volume=0.5'
await film('hall.mp4', 12, 4, murmur)
// Of an evening gone by a hundred minutes are kept: hardly a key picture, and no sound.
await film('hall-slow.mp4', 24, 24, 'anullsrc=r=16000:cl=mono')
if (process.argv.includes('--keep')) console.log(folder)
else await rm(folder, { recursive: true })
