import type { Env } from '../contract/env'
import { macText, madeWith } from './keys'

/** Links that find a lost code: they name a message by its id, and carry what only this portal can make of it. */

export const findMessageId = (id: string): string => `asker_code:${id}`

const signing = (id: string) => `find|${id}`

/** The link of a message, which its courier makes anew each time: it is kept nowhere. */
export function findLink(env: Env, base: string, messageId: string): string {
  const id = messageId.slice(messageId.indexOf(':') + 1)
  return `${base}/my/codes?k=${id}.${macText(env, 'contact', signing(id))}`
}

/** The message that a link belongs to; null where this portal did not make it. */
export function findMessageOf(env: Env, raw: string): string | null {
  if (raw.length > 200) return null
  const [id = '', code = ''] = raw.split('.')
  return madeWith(env, 'contact', signing(id), code) && findMessageId(id)
}
