/** Modules of white around a code; the white card it lies on brings the rest of what scanners want. */
const QUIET = 1

/** A QR code as one path, so that it takes little room in a page and is sharp on any wall. */
export async function qrShape(text: string): Promise<{ size: number; path: string }> {
  const { encode } = await import('uqr')
  const { size, data } = encode(text, { ecc: 'M', border: QUIET })
  let path = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x - from + 1}v1H${from}z`
    }
  })
  return { size, path }
}
