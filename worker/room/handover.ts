import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { Stream } from '../contract/stream'
import { carry } from '../store/carry'
import { emptyLoad } from '../store/carry-load'
import { keepChain } from '../store/audit'
import { sameWords, snapshotCounts, wordedTables, type Worded } from '../store/hand-over'
import { keepSeal, sealBallots } from '../store/seal'
import { setAuthority } from '../store/sessions'
import { streamRecord } from '../store/streams'
import { tally } from '../store/tally'
import type { Carrier } from './carrier'
import type { RoomChain } from './chain'
import { COUNTED } from './counting'
import { casesLine } from './deltas'
import type { RoomState } from './state'
import { roomReport } from './stream-report'
import { ballotLines } from './tally'
import { toHex } from '../domain/bytes'

/**
 * The hand-over of authority at the archive: everything is carried, the ballots are sealed, the record
 * is compared with the room, and only then is the record the authority and the room emptied. Each step
 * can be repeated, so a crash between any two of them is mended by calling it again.
 */
export async function handOver(
  { state, carrier, chain }: { state: RoomState; carrier: Carrier; chain: RoomChain },
  env: Env,
  actor: Actor,
  now: number,
  giveHead: () => Promise<void>,
): Promise<{ digest: string; ballots: number }> {
  const { session } = state
  await carrier.carryAll()

  const { text, ballots } = ballotLines(state)
  const plain = Uint8Array.from(new TextEncoder().encode(text))
  const digest = toHex(await crypto.subtle.digest('SHA-256', plain))
  const key = `sessions/${session.id}/ballots.sealed`
  await sealBallots(env.FILES, key, await seal(env.PORTAL_KEY, session.id, plain), digest)
  await keepSeal(env.DB, { sessionId: session.id, key, digest, ballots, at: now })

  await compare(state, env, now)
  await freezePicture(state, env, now)
  await keepChain(env.DB, env.FILES, chain.chain)
  await giveHead()

  const version = state.seq + 1
  const id = Math.max(0, ...state.events.keys()) + 1
  await carry(env.DB, {
    ...emptyLoad,
    session: {
      ...session,
      // What was called off stays called off; that it is in the record says its `archivedAt`.
      state: session.state === 'cancelled' ? 'cancelled' : 'archived',
      archivedAt: now,
      version,
      epoch: state.epoch,
    },
    events: [
      {
        id,
        sessionId: session.id,
        at: now,
        actorId: actor.id,
        actor: actor.name,
        act: 'archived',
        nos: [],
        detail: JSON.stringify({ v: version, facts: { digest, ballots } }),
        undone: false,
      },
    ],
  })
  // False when an earlier, interrupted hand-over got this far: the record has it already.
  await setAuthority(env.DB, session.id, 'record', 'room')
  return { digest, ballots }
}

/**
 * Tells the stream that its session goes into the record, and finds the stream's own row there. With the stream away
 * the hand-over is tried again, like with the record away: afterwards nobody would be left to tell it.
 */
async function freezePicture(state: RoomState, env: Env, now: number): Promise<void> {
  const { session, stream } = state
  if ((stream?.kind ?? null) === null) return
  const picture = env.STREAM.getByName(session.slug) as unknown as Stream
  const cancelled = session.state === 'cancelled'
  const report = { ...roomReport(state), seq: state.seq + 1 }
  await picture.follow({ ...report, state: cancelled ? session.state : 'archived' }, now)
  // Its own alarm would tell the record a moment later, and whoever archives would have to press again.
  await picture.tick(now)
  const row = await streamRecord(env.DB, session.id)
  if ((row?.version ?? -1) < (stream?.version ?? 0)) {
    throw new Refusal('CONFLICT', { field: 'streams' })
  }
}

/** AES-GCM under a key of its own, bound to the session; nonce in front. docs/operations.md tells how to open it. */
async function seal(
  portalKey: string,
  sessionId: string,
  plain: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const bytes = new TextEncoder()
  const master = await crypto.subtle.importKey('raw', bytes.encode(portalKey), 'HKDF', false, [
    'deriveKey',
  ])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytes.encode(sessionId), info: bytes.encode('ballots') },
    master,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  )
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)
  const out = new Uint8Array(iv.length + sealed.byteLength)
  out.set(iv)
  out.set(new Uint8Array(sealed), iv.length)
  return out
}

/** Refuses while the record differs from the room in any count or word; `field` of the refusal names which. */
async function compare(state: RoomState, env: Env, now: number): Promise<void> {
  const size = (map: Map<number, unknown[]>) => [...map.values()].flat().length
  const votes = [...state.questions.values()].reduce((sum, row) => sum + row.votes, 0)
  const counted = state.sql.exec(COUNTED).one()
  const room = {
    questions: state.questions.size,
    answers: size(state.answers),
    cases: size(state.cases),
    comments: state.comments.size,
    prompts: state.prompts.size,
    revisions: state.revisions.length,
    sealed: state.sealed.size,
    appeals: state.appeals.size,
    reports: state.reports.size,
    stagings: state.stagings.size,
    cuts: state.cuts.size,
    transcript_lines: state.lines.size,
    votes,
    counted: Number(counted['n']),
  }
  const record = await snapshotCounts(env.DB, state.session.id)
  for (const key of Object.keys(room) as (keyof typeof room)[]) {
    if (room[key] !== record[key]) throw new Refusal('CONFLICT', { field: key })
  }
  const { balance, cases } = await tally(env.DB, state.session.id, now)
  if (JSON.stringify(balance) !== JSON.stringify(state.balance)) {
    throw new Refusal('CONFLICT', { field: 'balance' })
  }
  if (JSON.stringify(cases) !== JSON.stringify(casesLine(state, now))) {
    throw new Refusal('CONFLICT', { field: 'casesLine' })
  }
  // Last, because it reads the most: the same numbers, but are they the same words?
  const rows: Record<Worded, object[]> = {
    questions: [...state.questions.values()],
    answers: [...state.answers.values()].flat(),
    cases: [...state.cases.values()].flat(),
    comments: [...state.comments.values()],
    prompts: [...state.prompts.values()],
    revisions: state.revisions,
    appeals: [...state.appeals.values()],
    reports: [...state.reports.values()],
    stagings: [...state.stagings.values()],
    cuts: [...state.cuts.values()],
    transcript_lines: [...state.lines.values()],
  }
  for (const table of wordedTables) {
    if (await sameWords(env.DB, state.session.id, table, rows[table])) continue
    throw new Refusal('CONFLICT', { field: table })
  }
}
