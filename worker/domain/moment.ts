/** Places in a film, as addresses and people write them. */

const LONGEST_S = 48 * 3600

/** Seconds of `754`, `754.5`, `12:34`, `0:12:34` or `12m34s`; null where it is none of these. */
export function secondsIn(raw: string): number | null {
  const text = raw.trim()
  const letters = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?$/.exec(text)
  const parts = /^\d{1,6}(?:\.\d{1,3})?$/.test(text)
    ? [text]
    : /^(?:\d{1,2}:)?\d{1,4}:[0-5]\d(?:\.\d{1,3})?$/.test(text)
      ? text.split(':')
      : letters && text !== ''
        ? letters.slice(1).map((part: string | undefined) => part ?? '0')
        : null
  if (!parts) return null
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0)
  return seconds <= LONGEST_S ? seconds : null
}

/** Where a link leads within the film: `?t=754`, or `#t=00:12:34` as media fragments write it. */
export function momentOf({ search, hash }: { search: string; hash: string }): number | null {
  const t = new URLSearchParams(search).get('t') ?? new URLSearchParams(hash.slice(1)).get('t')
  return t === null ? null : secondsIn(t)
}

/** 12:34, or 1:02:03 from an hour on. */
export function clockWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`
}
