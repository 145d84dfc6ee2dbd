import type { Lang } from '../../../worker/contract/lang'
import { adminChannelsWords } from '../../../worker/contract/words/admin-channels'
import { formatDay } from '../../../worker/domain/shanghai'
import { Field, input, Select } from './admin-parts'

interface Channel {
  id: string
  way: 'email' | 'sms' | 'hook'
  hint: string
  addedAt: number
}

/** Ways by which a unit is told besides its desk: named, tried, ended. */
export function Channels({
  lang,
  unitId,
  channels,
  form,
  wrong,
  secret,
  failed,
  readOnly,
}: {
  lang: Lang
  unitId: string
  channels: readonly Channel[]
  form: ReadonlyMap<string, string>
  wrong: boolean
  /** Of the way that was just added. */
  secret: string | null
  /** Why a trial did not go out. */
  failed: string | null
  readOnly: boolean
}) {
  const t = adminChannelsWords[lang]
  const base = `/desk/admin/units/${unitId}/channels`
  const why = Object.entries(t.why).find(([name]) => name === failed)?.[1] ?? ''
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">{t.title}</h2>
      <p class="muted">{t.lead}</p>
      {secret && (
        <output class="ad-done">
          {t.secret} <code class="num">{secret}</code>
        </output>
      )}
      {failed && (
        <p role="alert" class="ad-refused">
          {t.failed}
          {why}
        </p>
      )}
      {channels.length === 0 && <p>{t.none}</p>}
      <ul class="plain">
        {channels.map(({ id, way, hint, addedAt }) => (
          <li key={id} class="ad-card">
            <h3>
              {t.ways[way]} <span class="num">{hint}</span>
            </h3>
            <p class="muted small">{t.since(formatDay(addedAt, lang))}</p>
            {!readOnly && (
              <>
                <form method="post" action={`${base}/${id}/try`}>
                  <button class="btn" type="submit" aria-label={`${t.try} ${hint}`}>
                    {t.try}
                  </button>
                </form>
                <form method="post" action={`${base}/${id}/end`}>
                  <button class="btn" type="submit" aria-label={`${t.end} ${hint}`}>
                    {t.end}
                  </button>
                </form>
              </>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <form method="post" action={base} class="ad-form" noValidate>
          <Field id="f-way" label={t.way}>
            <Select
              name="way"
              form={form}
              options={(['email', 'sms', 'hook'] as const).map(
                (way) => [way, t.ways[way]] as const,
              )}
            />
          </Field>
          <Field id="f-to" label={t.to} hint={t.toHint} wrong={wrong ? t.toWrong : null}>
            <input type="text" maxLength={1000} autoComplete="off" {...input('to', form, wrong)} />
          </Field>
          <p>
            <button class="btn main" type="submit">
              {t.add}
            </button>
          </p>
        </form>
      )}
    </section>
  )
}
