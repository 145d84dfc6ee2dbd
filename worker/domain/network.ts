/**
 * The part of an address that is looked at: /24 of IPv4, /48 of IPv6. It goes to a session's room, which keeps
 * a keyed bucket of it and nothing else. null: nothing that can be believed.
 */
export function networkPrefix(address: string): string | null {
  const mapped = /^::ffff:(?=\d+\.)/i.exec(address)
  const plain = mapped ? address.slice(mapped[0].length) : address
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}(?::\d+)?$/.exec(plain)
  if (four) return four[1] ?? null
  const six = plain.replace(/^\[|\](?::\d+)?$|%.*$/g, '').toLowerCase()
  if (!/^[0-9a-f:]+$/.test(six) || !six.includes(':')) return null
  const [head = '', tail] = six.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  if (tail === undefined && before.length !== 8) return null
  if (before.length + after.length > 8) return null
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = tail === undefined ? before : [...before, ...zeros, ...after]
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
