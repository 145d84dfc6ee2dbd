import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { newId } from './ids'
import { macText, sha256Text } from './keys'
import { receiptsOf } from './receipts'
import { sealText } from './sealing'

/** What the actions of handing in need, from a request. */
export function submitting(c: Ctx) {
  return {
    receipts: receiptsOf(c.env),
    newId,
    digest: sha256Text,
    keyed: (text: string) => macText(c.env, 'seal', text),
    seal: (id: string, text: string) => sealText(c.env, id, text),
    mark: async (texts: readonly (string | null)[]) =>
      (await import('./word-list')).marksOf(c.env, texts, Date.now()),
    now: Date.now(),
  }
}

/** Twenty signs: nobody hits somebody else's key by chance. */
const keyShape = /^[\w-]{20,64}$/

/** The key of a submission, which makes sending it twice harmless. */
export function submissionKey(raw: string | undefined): string | null {
  if (raw === undefined || raw === '') return null
  if (!keyShape.test(raw)) throw new Refusal('INVALID', { field: 'key' })
  return raw
}
