import { codesLeft } from '../../actions/identity/break-glass'
import { identityWords } from '../../contract/words/identity'
import type { Lang } from '../../contract/lang'
import { formatDateTime } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'

/** How long everybody at the desk is told that the sealed envelope was opened. */
const LOUD_MS = 30 * 24 * 3_600_000

/** What is said on the pages of staff while the use of an emergency code is recent; null otherwise. */
export async function envelopeOpened(c: Ctx, lang: Lang, now: number): Promise<string | null> {
  const { left, usedAt } = await codesLeft(c.env.DB)
  if (usedAt === null || now - usedAt > LOUD_MS) return null
  return identityWords[lang].emergency.used(formatDateTime(usedAt, lang, now), left)
}
