import { fromLatin, toBase64 } from './mail-bytes'
import { shanghaiParts, weekdayOf, shanghaiDay } from './shanghai'

/** A letter as mail servers take it (RFC 5322, 2045, 2047): plain text in UTF-8, and nothing that could break a header. */

export interface Mail {
  from: string
  to: string
  subject: string
  text: string
  /** The same for a letter that is sent again, so that a mailbox can tell it is the same. */
  id: string
  at: number
}

const CRLF = '\r\n'
const shape = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/

/** Whether an address can be written to; names and comments are not taken. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && shape.test(text)

/** Words of a header, each encoded word at most 75 signs long and never within a character. */
export function headerWords(text: string): string {
  const plain = text.replace(/\p{Cc}+/gu, ' ').trim()
  if (/^[\x20-\x7e]*$/.test(plain) && !plain.includes('=?')) return plain
  const words: string[] = []
  let part = ''
  for (const sign of plain) {
    // 45 bytes make 60 signs; with =?UTF-8?B? and ?= that is 72.
    if (new TextEncoder().encode(part + sign).length > 45) {
      words.push(part)
      part = ''
    }
    part += sign
  }
  words.push(part)
  return words.map((word) => `=?UTF-8?B?${toBase64(word)}?=`).join(`${CRLF} `)
}

const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const two = (n: number) => String(n).padStart(2, '0')

/** `Tue, 01 Dec 2026 08:30:00 +0800` */
export function mailDate(at: number): string {
  const { year, month, day, hour, minute, second } = shanghaiParts(at)
  const time = [hour, minute, second].map(two).join(':')
  return `${days[weekdayOf(shanghaiDay(at))]}, ${two(day)} ${months[month - 1]} ${year} ${time} +0800`
}

/** The whole letter, with CRLF at the end of every line. */
export function mailText({ from, to, subject, text, id, at }: Mail): string {
  if (!isMailAddress(from) || !isMailAddress(to)) throw new RangeError('Not a mail address.')
  const body = toBase64(text.replace(/\r?\n/g, CRLF)).replace(/.{76}/g, `$&${CRLF}`)
  return [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${headerWords(subject)}`,
    `Date: ${mailDate(at)}`,
    `Message-ID: <${fromLatin(id)}@${from.slice(from.indexOf('@') + 1)}>`,
    // No answer from a holiday, please.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    body,
    '',
  ].join(CRLF)
}

/** Lines as SMTP sends them: a dot at the beginning of one is doubled, and a lone one ends it all. */
export function dotStuffed(text: string): string {
  const lines = text.endsWith(CRLF) ? text : text + CRLF
  return `${lines.replace(/^\./gm, '..')}.${CRLF}`
}
