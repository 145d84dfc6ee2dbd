/** Ready-made lines for whoever sends the picture. Measured figures stand in docs/operations.md. */

export interface PushAddress {
  /** Origin of the portal, such as https://ask.example.gov.cn. */
  origin: string
  slug: string
  /** The key, or a word that stands for it. */
  key: string
}

/** H.264 and AAC in pieces of two seconds, each beginning with a whole picture. */
const encode =
  '-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -r 25 -g 50 -keyint_min 50 -sc_threshold 0 ' +
  '-b:v 2500k -maxrate 2750k -bufsize 2500k -c:a aac -b:a 128k -ar 48000 -ac 2'

/** Numbers from the clock: an encoder that begins anew never uses a name again. */
const pieces =
  '-f hls -hls_time 2 -hls_list_size 6 -hls_segment_type fmp4 -hls_start_number_source epoch ' +
  '-hls_flags program_date_time+independent_segments -method PUT -http_persistent 1'

/** The key travels in a header, where no log of addresses sees it. */
const to = ({ origin, slug, key }: PushAddress) =>
  `-headers "Authorization: Bearer ${key}" "${origin}/ingest/${slug}/-/live.m3u8"`

/** An encoder ends when the network breaks: it is begun again a second later, for ever. */
const forEver = (line: string) => `while true; do\n${line}\nsleep 1; done`
const forEverWindows = (line: string) =>
  `:again\r\n${line}\r\ntimeout /t 1 /nobreak\r\ngoto again\r\n`

export const testSignal =
  '-re -f lavfi -i "testsrc2=size=1280x720:rate=25" -f lavfi -i "sine=frequency=440:sample_rate=48000"'

export interface PushLines {
  /** A picture made by the computer, to try the way. */
  test: string
  ffmpeg: string
  /** The same as a .bat file. */
  windows: string
  /** What OBS is told, field by field. */
  obs: { url: string; container: string; muxer: string; keyframes: string }
  /** Takes RTMP or SRT from whatever knows nothing else, and passes it on as it is. */
  rtmp: string
  srt: string
}

export function pushLines(address: PushAddress): PushLines {
  const end = to(address)
  const { origin, slug, key } = address
  return {
    test: `ffmpeg ${testSignal} ${encode} ${pieces} ${end}`,
    ffmpeg: forEver(`ffmpeg -re -i INPUT ${encode} ${pieces} ${end}`),
    windows: forEverWindows(`ffmpeg -re -i INPUT ${encode} ${pieces} ${end}`),
    obs: {
      // It has no field for a header: here the key stands in the address.
      url: `${origin}/ingest/${slug}/${key}/live.m3u8`,
      container: 'hls',
      muxer:
        'method=PUT http_persistent=1 hls_time=2 hls_list_size=6 hls_flags=program_date_time+independent_segments',
      keyframes: '50',
    },
    rtmp: forEver(
      `ffmpeg -listen 1 -i "rtmp://0.0.0.0:1935/live/${slug}" -c copy ${pieces} ${end}`,
    ),
    srt: forEver(`ffmpeg -i "srt://0.0.0.0:9000?mode=listener" -c copy ${pieces} ${end}`),
  }
}
