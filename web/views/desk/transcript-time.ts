import { shanghaiParts } from '../../../worker/domain/shanghai'

const two = (n: number) => String(n).padStart(2, '0')

/** A moment as note-takers need it: to the second, Beijing time. */
export function secondsTime(ms: number): string {
  const { hour, minute } = shanghaiParts(ms)
  return `${two(hour)}:${two(minute)}:${two(Math.floor(ms / 1_000) % 60)}`
}
