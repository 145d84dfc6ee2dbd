import { VERIFIED, type Assurance } from '../contract/assurance'
import type { Lang } from '../contract/lang'
import type { PublicSession } from '../contract/views'
import { assuranceOf } from '../domain/assurance'
import { questionsOpen } from '../domain/machine'
import type { Ctx } from '../http/app-env'
import { humanOffered } from '../http/human-offered'
import { personOf } from '../http/person'
import { LevelLine } from '../../web/views/level-line'

const PROVE_SCRIPT = 'web/islands/prove.entry.ts'

/** What a page of a session needs where votes are graded: the line, its script, and the check if it is asked for. */
export function levelsOn(c: Ctx, session: PublicSession, lang: Lang) {
  const assurance: Assurance = assuranceOf(session)
  const wanted = Math.max(assurance.rank, assurance.ask)
  const open = questionsOpen(session.state)
  const proves = open && wanted > 0
  const humanCheck = proves && wanted >= 2 && humanOffered(c.env)
  const siteKey = humanCheck ? (c.env.TURNSTILE_SITE_KEY ?? null) : null
  return {
    line: wanted > 0 && (
      <LevelLine
        slug={session.slug}
        assurance={assurance}
        lang={lang}
        open={open}
        siteKey={siteKey}
        person={assurance.rank === VERIFIED ? personOf(c) !== null : null}
      />
    ),
    scripts: proves ? [PROVE_SCRIPT] : [],
    humanCheck,
  }
}
