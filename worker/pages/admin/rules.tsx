import { planReason } from '../../actions/admin-reasons'
import { periodField, planRules } from '../../actions/admin-rules'
import { periodNames, profileIds, type DeadlineRules } from '../../contract/deadlines'
import { rejectReasons } from '../../contract/states'
import { adminRulesWords } from '../../contract/words/admin-rules'
import { commonWords } from '../../contract/words/common'
import { builtInRules } from '../../domain/deadlines'
import { shanghaiDay } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { alsoMay } from '../../http/guard'
import { forgetReasons } from '../../http/reason-sentences'
import { allRules, rulesInForce } from '../../store/deadline-rules'
import { namesOf } from '../../store/people'
import { reasonTexts } from '../../store/reason-texts'
import { ReasonList, RulesPage } from '../../../web/views/desk/admin-rules'
import { readerOf } from '../reader'
import { adminPage, carryOut, onward, type Form, type Said } from './frame'
import { depsOf } from './people'

/** A version of the table as the form has it. */
function fieldsOf({ profiles }: DeadlineRules): Form {
  const fields = new Map<string, string>()
  for (const id of profileIds) {
    for (const name of periodNames) {
      const period = profiles[id].periods[name]
      fields.set(periodField(id, name, 'amount'), period ? String(period.amount) : '')
      fields.set(periodField(id, name, 'unit'), period?.unit ?? 'workday')
    }
    fields.set(`${id}.basis`, profiles[id].basis)
  }
  return fields
}

export async function rules(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const now = Date.now()
  const t = adminRulesWords[lang]
  const [versions, inForce] = await Promise.all([allRules(DB), rulesInForce(DB, shanghaiDay(now))])
  const names = await namesOf(
    DB,
    versions.map(({ by }) => by),
  )
  const last = versions[0] ?? builtInRules
  return adminPage(c, {
    section: 'rules',
    title: t.title,
    said,
    body: (
      <RulesPage
        lang={lang}
        now={now}
        inForce={inForce ?? builtInRules}
        versions={versions.map((one) => ({ ...one, by: names.get(one.by) ?? one.by }))}
        form={said?.typed ?? fieldsOf(last)}
        seen={last.version}
        wrong={said?.refusal.facts.field ?? null}
        open={said !== undefined}
        readOnly={!alsoMay(c, 'keep_rules')}
      />
    ),
  })
}

export async function keepRules(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planRules(deps, form), deps.now)
  return onward(c, '/rules', 'rules_kept')
}

export async function reasons(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const texts = await reasonTexts(c.env.DB)
  const asked = said && c.req.param('code')
  const lines = rejectReasons.map((code) => {
    const kept = texts.find((one) => one.code === code)
    const line = {
      code,
      version: kept?.version ?? 0,
      zh: kept?.zh ?? commonWords.zh.reject[code],
      en: kept?.en ?? commonWords.en.reject[code],
    }
    if (asked !== code) return line
    return { ...line, zh: said?.typed.get('zh') ?? '', en: said?.typed.get('en') ?? '' }
  })
  return adminPage(c, {
    section: 'reasons',
    title: adminRulesWords[lang].reasons.title,
    said,
    body: (
      <ReasonList
        lang={lang}
        lines={lines}
        wrong={said?.refusal.facts.field ?? null}
        readOnly={!alsoMay(c, 'keep_reasons')}
      />
    ),
  })
}

export async function keepReason(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planReason(deps, c.req.param('code') ?? '', form), deps.now)
  forgetReasons()
  return onward(c, '/reasons', 'reason_kept')
}
