import { barePicture } from './pictures'

/** Files beside a case: told by their content, kept without what a camera or an editor writes into them. */

export const attachmentTypes = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
} as const
export type AttachmentType = (typeof attachmentTypes)[keyof typeof attachmentTypes]

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes)

/** A PDF begins as one, in its first kilobyte's first bytes, and ends as one. */
function isPdf(bytes: Uint8Array): boolean {
  if (!/^%PDF-[12]\.\d/.test(ascii(bytes.subarray(0, 8)))) return false
  const tail = ascii(bytes.subarray(Math.max(0, bytes.length - 1_024)))
  return tail.includes('%%EOF') && tail.includes('startxref')
}

/** What a PDF may do by itself when it is opened: none of it has a place in an answer. */
const active = ['/JavaScript', '/JS', '/Launch', '/EmbeddedFile', '/OpenAction', '/AA', '/XFA']

function isActive(bytes: Uint8Array): boolean {
  // Latin-1 keeps every byte a sign of its own.
  const text = new TextDecoder('latin1').decode(bytes)
  return active.some((name) => new RegExp(`${name}[\\s(<\\[/\\d]`).test(text))
}

/** A file as it is kept; null where it is none of the three, whatever it calls itself. */
export function attachmentOf(
  bytes: Uint8Array,
): { type: AttachmentType; ending: string; bytes: Uint8Array<ArrayBuffer> } | null {
  if (isPdf(bytes)) {
    if (isActive(bytes)) return null
    return { type: attachmentTypes.pdf, ending: 'pdf', bytes: new Uint8Array(bytes) }
  }
  const picture = barePicture(bytes)
  if (!picture) return null
  return { type: attachmentTypes[picture.type], ending: picture.type, bytes: picture.bytes }
}

const NAME_MAX = 80

/** A file's name without paths, signs that mislead, and any ending but its own. */
export function cleanName(raw: string, ending: string): string {
  const last = raw.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = last
    // Controls, marks that turn the direction of reading, and what a shell or a header would take amiss.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}"'<>:|?*;%&$`]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const name = [...plain].slice(0, NAME_MAX).join('')
  return `${name || 'file'}.${ending}`
}
