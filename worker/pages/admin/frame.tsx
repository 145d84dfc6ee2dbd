import type { ComponentChildren } from 'preact'
import { adminWords } from '../../contract/words/admin'
import { refusalMessage } from '../../contract/words/refusals'
import type { Refusal } from '../../contract/refusals'
import type { AdminPlan } from '../../actions/admin-plan'
import { actStatement } from '../../store/admin-acts'
import type { Ctx } from '../../http/app-env'
import { byStaff, chained } from '../../http/audit'
import { alsoMay } from '../../http/guard'
import { AdminFrame, type AdminSection } from '../../../web/views/desk/admin-nav'
import { envelopeOpened } from '../identity/envelope'
import { readerOf } from '../reader'
import { page, PLAIN_SCRIPT } from '../render'

export type Form = ReadonlyMap<string, string>

/** What was typed into a form that was refused, and why. */
export interface Said {
  typed: Form
  refusal: Refusal
  status: 409 | 422
}

/** One page of the administration. */
export async function adminPage(
  c: Ctx,
  options: {
    section: AdminSection | ''
    title: string
    said?: Said | undefined
    body: ComponentChildren
    /** Something on it is for one pair of eyes, once. */
    headers?: Record<string, string>
  },
): Promise<Response> {
  const { lang } = readerOf(c)
  const alarm = await envelopeOpened(c, lang, Date.now())
  const { section, title, said, body } = options
  const t = adminWords[lang]
  const done = c.req.method === 'GET' ? c.req.query('done') : undefined
  const told = done !== undefined && Object.hasOwn(t.done, done) ? done : null
  return page(c, {
    title: `${title} · ${t.title}`,
    cache: 'private',
    noindex: true,
    status: said?.status ?? 200,
    styles: ['web/styles/admin.css'],
    scripts: [PLAIN_SCRIPT],
    look: 'desk-home',
    body: (
      <AdminFrame
        lang={lang}
        here={section}
        title={title}
        me={c.var.staff.name}
        readOnly={c.var.staff.role === 'supervisor'}
        refused={said ? refusalMessage(lang, said.refusal.code, said.refusal.facts) : null}
        done={told === null ? null : t.done[told as keyof typeof t.done]}
      >
        {alarm !== null && (
          <p class="ad-refused" role="alert">
            {alarm}
          </p>
        )}
        {body}
      </AdminFrame>
    ),
    ...(options.headers && { headers: options.headers }),
  })
}

/** Whether whoever looks may also change something here. */
export const mayChange = (c: Ctx): boolean => alsoMay(c, 'keep_units')

/** Does what was planned: in the portal's chain first, then in the record, in one batch. */
export async function carryOut(c: Ctx, plan: AdminPlan, now: number): Promise<void> {
  const { staff } = c.var
  const { act, about, kind, facts = {}, was, words, reason } = plan
  await chained(
    c.env,
    {
      ...byStaff(staff),
      act,
      ...(reason !== undefined && { said: { why: reason } }),
      about: [
        {
          kind,
          key: `${kind}:${about}`,
          ...(plan.told && { facts: plan.told }),
          ...(was !== undefined && { was }),
          ...(words !== undefined && { words }),
        },
      ],
    },
    async (seq) => {
      const row = {
        seq,
        at: now,
        actor: staff.id,
        forStaff: staff.for?.id ?? null,
        act,
        about,
        facts,
      }
      const kept = actStatement(c.env.DB, { ...row, reason: reason ?? null })
      const results = await c.env.DB.batch([...plan.statements, kept])
      // The last of them is what it is about; where it found nothing to change somebody else was quicker.
      if (results[plan.statements.length - 1]?.meta.changes === 0) throw plan.lost
    },
  )
}

/** After a form was done: a page that may be loaded again. */
export function onward(
  c: Ctx,
  path: string,
  done: keyof (typeof adminWords)['zh']['done'],
  /** Figures for the page that comes. */
  more: Record<string, number> = {},
) {
  c.header('cache-control', 'no-store')
  const [before = '', hash] = path.split('#')
  const rest = Object.entries(more).map(([name, n]) => `&${name}=${n}`)
  return c.redirect(
    `/desk/admin${before}?done=${done}${rest.join('')}${hash ? `#${hash}` : ''}`,
    303,
  )
}
