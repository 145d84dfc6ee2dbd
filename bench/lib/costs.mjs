// What an evening costs, computed from the requests of a real player: arithmetic with list prices, no bill.

/** Dollars, list prices of 2026 without a plan's fee; `free` is included in the paid plan, a month. */
export const prices = {
  /** A million requests of the Worker; answers out of its cache are billed the same. */
  worker: { million: 0.3, free: 10e6 },
  /** A million milliseconds of its processor. */
  processor: { million: 0.02, free: 30e6 },
  /** A million writes and reads of R2. */
  write: { million: 4.5, free: 1e6 },
  read: { million: 0.36, free: 10e6 },
  /** A million calls of a Durable Object. */
  object: { million: 0.15, free: 1e6 },
  /** A gigabyte kept for a month. */
  kept: { million: 0.015e6, free: 10 },
}

/** Milliseconds of processor for a request that is answered without the cache. */
const PROCESSOR_MS = 2

/** @param {keyof typeof prices} what @param {number} count */
function price(what, count) {
  const { million, free } = prices[what]
  return (Math.max(0, count - free) / 1e6) * million
}

/**
 * @typedef {object} Watched what one viewer asked for in one minute
 * @property {number} playlist requests
 * @property {number} segment requests
 * @property {number} bytes
 * @property {number} [bitrate] the bytes' own, if the film measured is lighter than one in earnest
 */

/**
 * An evening: requests, bytes and dollars by where they are answered.
 * @param {Watched} watched
 * @param {{ viewers: number, hours?: number, mbits?: number, segmentSeconds?: number }} evening `mbits` of a
 *   picture in earnest; the bytes are computed from it
 */
export function evening(watched, { viewers, hours = 2, mbits = 2.5, segmentSeconds = 2 }) {
  const minutes = hours * 60 * viewers
  const playlists = watched.playlist * minutes
  const segments = watched.segment * minutes
  const all = playlists + segments
  const gigabytes = (mbits / 8) * 3600 * hours * 1e-3
  const pushed = (hours * 3600) / segmentSeconds
  // Ingest: a request, a call of the object and a write for each segment, a request and a call for its list.
  const ingest = price('write', pushed) + price('kept', gigabytes)
  return {
    perViewer: (watched.playlist + watched.segment) * 60 * hours,
    requests: all,
    perSecond: all / (hours * 3600),
    terabytes: (gigabytes * viewers) / 1000,
    gbits: (mbits * viewers) / 1000,
    dollars: {
      // Playlists are kept by the Worker for a second, so that the object hears one call a second of each.
      noCache:
        ingest +
        price('worker', all + 2 * pushed) +
        price('processor', all * PROCESSOR_MS) +
        price('read', segments) +
        price('object', playlists),
      cache: ingest + price('worker', all + 2 * pushed),
      segmentsApart: ingest + price('worker', playlists + 2 * pushed),
    },
  }
}

const round = (/** @type {number} */ number) => Number(number.toPrecision(3)).toLocaleString('en')

/**
 * The table of docs/benchmarks.md.
 * @param {Watched} watched @param {number[]} crowds
 */
export function table(watched, crowds) {
  const evenings = crowds.map((viewers) => evening(watched, { viewers }))
  const line = (
    /** @type {string} */ name,
    /** @type {(one: ReturnType<typeof evening>) => string} */ of,
  ) => `| ${name} | ${evenings.map(of).join(' | ')} |`
  return [
    `| two hours, 2.5 Mbit/s, 2 s segments | ${crowds.map((n) => `${round(n)} viewers`).join(' | ')} |`,
    `|---|${crowds.map(() => '---:|').join('')}`,
    line('requests of one viewer', (one) => round(one.perViewer)),
    line('requests of all', (one) => round(one.requests)),
    line('requests a second', (one) => round(one.perSecond)),
    line('sent, TB', (one) => round(one.terabytes)),
    line('at once, Gbit/s', (one) => round(one.gbits)),
    line('Worker without a cache, $', (one) => round(one.dollars.noCache)),
    line('Worker with its cache, $', (one) => round(one.dollars.cache)),
    line('segments from a bucket’s own domain, $', (one) => round(one.dollars.segmentsApart)),
  ]
}
