/** Which bytes of a file a reader asks for (RFC 9110, 14). */

/** `whole`: nothing in particular, or what need not be understood; `wrong`: beyond the end. */
export type Wanted = { from: number; to: number } | 'whole' | 'wrong'

/** `to` is the last byte. Of several ranges in one header the whole file is the answer that everybody understands. */
export function wantedRange(header: string | undefined, size: number): Wanted {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replace(/\s/g, '') ?? '')
  if (!found) return 'whole'
  const [, first = '', last = ''] = found
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const tail = Number(last)
    if (tail === 0 || size === 0) return 'wrong'
    return { from: Math.max(0, size - tail), to: size - 1 }
  }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  // Backwards is no range at all, and is passed over.
  if (last !== '' && Number(last) < from) return 'whole'
  return from >= size ? 'wrong' : { from, to }
}

/** Whether what somebody holds is what there is: only then do parts of both fit together. */
export function stillThe(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag
}

/** Whether somebody already has this (If-None-Match). */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
