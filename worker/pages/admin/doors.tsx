import {
  planInvite,
  planInviteBack,
  planPerson,
  planSignOut,
  type Invited,
} from '../../actions/admin-people'
import { doorWords } from '../../contract/words/admin-doors'
import type { Ctx } from '../../http/app-env'
import { portalHead } from '../../http/audit'
import { endDeskSockets } from '../../http/desk-sockets'
import { alsoMay } from '../../http/guard'
import { randomText } from '../../http/ids'
import { macText, sha256Text } from '../../http/keys'
import { ownOrigin } from '../../http/place'
import { listActs } from '../../store/admin-acts'
import { listInvites } from '../../store/invites'
import { openSignIns } from '../../store/people'
import { sealsByKey } from '../../store/seal-keys'
import { InviteList, InviteSlip, KeyList, SignInList } from '../../../web/views/desk/admin-doors'
import { readerOf } from '../reader'
import { ActList, sentencesOf } from './acts'
import { adminPage, carryOut, onward, type Form, type Said } from './frame'
import { depsOf } from './people'

const INVITES = 200
const ACTS = 50

export async function invites(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  const all = await listInvites(c.env.DB, INVITES)
  const open = all.filter(
    ({ usedAt, revokedAt, endsAt }) => usedAt === null && revokedAt === null && endsAt > now,
  )
  return adminPage(c, {
    section: 'invites',
    title: doorWords[lang].invites.title,
    said,
    body: (
      <InviteList lang={lang} now={now} invites={open} readOnly={!alsoMay(c, 'invite_staff')} />
    ),
  })
}

const inviting = (c: Ctx) => ({
  ...depsOf(c),
  newToken: () => randomText(32),
  digest: (text: string) => sha256Text(text),
})

/** The link of an invitation, this once: it stands in no address and is kept nowhere. */
function slip(c: Ctx, { name, token, endsAt }: Invited, now: number): Promise<Response> {
  const { lang } = readerOf(c)
  return adminPage(c, {
    section: 'invites',
    title: doorWords[lang].invites.madeTitle(name),
    body: (
      <InviteSlip
        lang={lang}
        now={now}
        url={`${ownOrigin(c)}/desk/join?i=${token}`}
        endsAt={endsAt}
      />
    ),
  })
}

export async function addPerson(c: Ctx, form: Form): Promise<Response> {
  const deps = inviting(c)
  const plan = await planPerson(deps, form)
  await carryOut(c, plan, deps.now)
  return slip(c, plan.invited, deps.now)
}

export async function inviteAgain(c: Ctx): Promise<Response> {
  const deps = inviting(c)
  const plan = await planInvite(deps, c.req.param('id') ?? '')
  await carryOut(c, plan, deps.now)
  return slip(c, plan.invited, deps.now)
}

export async function takeInviteBack(c: Ctx): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planInviteBack(deps, c.req.param('id') ?? ''), deps.now)
  return onward(c, '/invites', 'invite_revoked')
}

export async function signIns(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  return adminPage(c, {
    section: 'sign-ins',
    title: doorWords[lang].signIns.title,
    said,
    body: (
      <SignInList
        lang={lang}
        now={now}
        open={await openSignIns(c.env.DB, now)}
        own={c.var.signedIn.pass}
        readOnly={!alsoMay(c, 'end_sign_ins')}
      />
    ),
  })
}

export async function endSignIn(c: Ctx): Promise<Response> {
  const deps = depsOf(c)
  const pass = c.req.param('id') ?? ''
  await carryOut(c, await planSignOut(deps, { signIn: pass }), deps.now)
  await endDeskSockets(c.env, { pass }, deps.now)
  return onward(c, '/sign-ins', 'signed_out')
}

export async function signOutPerson(c: Ctx): Promise<Response> {
  const deps = depsOf(c)
  const staffId = c.req.param('id') ?? ''
  await carryOut(c, await planSignOut(deps, { staffId }), deps.now)
  await endDeskSockets(c.env, { staff: staffId }, deps.now)
  return onward(c, `/people/${staffId}`, 'signed_out')
}

/** Names a master key as the seals made under it do (http/sealing.ts). */
const nameOf = (key: string) => macText({ PORTAL_KEY: key }, 'seal', 'key id').slice(0, 8)

export async function keys(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const { PORTAL_KEY, PORTAL_KEY_BEFORE, OPERATOR_TOKEN, IMPORT_TOKEN, DB } = c.env
  const [head, seals] = await Promise.all([portalHead(c.env, Date.now()), sealsByKey(DB)])
  const known = [nameOf(PORTAL_KEY), ...(PORTAL_KEY_BEFORE ? [nameOf(PORTAL_KEY_BEFORE)] : [])]
  const [now = '', before] = known
  const lost = [...seals].filter(([id]) => !known.includes(id)).reduce((sum, [, n]) => sum + n, 0)
  return adminPage(c, {
    section: 'keys',
    title: doorWords[lang].keys.title,
    body: (
      <KeyList
        lang={lang}
        now={{ id: now, seals: seals.get(now) ?? 0 }}
        before={before === undefined ? null : { id: before, seals: seals.get(before) ?? 0 }}
        lost={lost}
        audit={head.key}
        operator={Boolean(OPERATOR_TOKEN)}
        importer={Boolean(IMPORT_TOKEN)}
      />
    ),
  })
}

export async function audit(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const t = doorWords[lang].audit
  const now = Date.now()
  const asked = Number(c.req.query('before') ?? '')
  const before = Number.isSafeInteger(asked) && asked > 0 ? { before: asked } : {}
  const [head, rows] = await Promise.all([
    portalHead(c.env, now),
    listActs(c.env.DB, ACTS + 1, before),
  ])
  const shown = rows.slice(0, ACTS)
  const last = shown.at(-1)?.seq
  return adminPage(c, {
    section: 'audit',
    title: t.title,
    body: (
      <>
        <p class="muted">{t.lead}</p>
        <p>
          {t.seq(head.seq)} <a href="/integrity">{t.verify}</a>
        </p>
        <h2>{t.acts}</h2>
        <ActList lang={lang} now={now} acts={await sentencesOf(c.env.DB, shown, lang)} />
        {rows.length > ACTS && (
          <p>
            <a href={`/desk/admin/audit?before=${last}`}>{t.older}</a>
          </p>
        )}
      </>
    ),
  })
}
