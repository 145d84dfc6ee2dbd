import { TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { rejectReasons } from '../contract/states'
import { takeText } from '../domain/text-fields'
import { commonWords } from '../contract/words/common'
import { keepReasonStatement, reasonTexts } from '../store/reason-texts'
import type { AdminPlan } from './admin-plan'

/** Words a reason anew: what the asker reads, never what it is. */
export async function planReason(
  { db, actor, now }: { db: D1Database; actor: Actor; now: number },
  name: string,
  form: ReadonlyMap<string, string>,
): Promise<AdminPlan> {
  const code = rejectReasons.find((one) => one === name)
  if (!code) throw new Refusal('NOT_FOUND')
  const before = (await reasonTexts(db)).find((one) => one.code === code) ?? {
    version: 0,
    zh: commonWords.zh.reject[code],
    en: commonWords.en.reject[code],
  }
  if (form.get('seen') !== String(before.version)) throw new Refusal('CONFLICT', { field: code })
  const text = (lang: 'zh' | 'en') =>
    takeText(form.get(lang) ?? '', code, { min: 1, max: TITLE_MAX })
  const [zh, en] = [text('zh'), text('en')]
  if (zh === before.zh && en === before.en) throw new Refusal('UNCHANGED')
  const row = { code, version: before.version + 1, zh, en, by: actor.id, at: now }
  return {
    act: 'keep_reason',
    kind: 'reason',
    about: code,
    told: { code, version: row.version },
    was: { zh: before.zh, en: before.en },
    words: { zh, en },
    facts: { was: before.zh, name: zh },
    statements: [keepReasonStatement(db, row)],
    lost: new Refusal('CONFLICT', { field: code }),
  }
}
