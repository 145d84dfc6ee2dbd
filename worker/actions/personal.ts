import { Refusal } from '../contract/refusals'
import type { SealedBox } from '../contract/room'
import type { PersonalKind } from '../contract/states'
import { maskPersonal } from '../domain/masking'

/** What its author decided about personal data in a text: mask and forget, or mask and seal the original. */
export type PersonalChoice = 'mask' | 'seal'

/** Encrypts an original, bound to an id. */
export type Sealer = (id: string, text: string) => Promise<{ keyId: string; box: string }>

type Texts = Record<string, string | null>

/** Every text masked, and the kinds found in any of them; null, which is the rule, where nothing was. */
export function maskTexts<T extends Texts>(texts: T): { texts: T; kinds: PersonalKind[] } | null {
  let kinds: Set<PersonalKind> | null = null
  const masked: Texts = { ...texts }
  for (const [field, text] of Object.entries(texts)) {
    if (text === null) continue
    const { text: out, found } = maskPersonal(text)
    if (found.length === 0) continue
    masked[field] = out
    kinds = new Set([...(kinds ?? []), ...found])
  }
  return kinds && { texts: masked as T, kinds: [...kinds] }
}

/** The texts as they are kept, and the seal of the original where one is wanted. Without a choice it is asked for. */
export async function settlePersonal<T extends Texts>(
  texts: T,
  choice: PersonalChoice | null,
  id: string,
  seal: Sealer,
): Promise<{ texts: T; sealed?: SealedBox }> {
  const masked = maskTexts(texts)
  if (!masked) return { texts }
  if (choice === null) throw new Refusal('PERSONAL_FOUND', { kinds: masked.kinds })
  if (choice === 'mask') return { texts: masked.texts }
  const box = await seal(id, JSON.stringify(texts))
  return { texts: masked.texts, sealed: { ...box, kinds: masked.kinds } }
}
