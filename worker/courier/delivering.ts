import type { Env } from '../contract/env'
import type { Lang } from '../contract/lang'
import { courierWords, messageWords } from '../contract/words/courier'
import { factsOf } from '../domain/message-facts'
import { hookHosts } from '../domain/hook-address'
import { shanghaiDay } from '../domain/shanghai'
import { openChannel } from '../http/channel-seal'
import {
  markMessage,
  putMessages,
  titlesOf,
  waitingMessages,
  type KeptMessage,
  type ToldBy,
} from '../store/messages'
import { channelById, channelsOf, type ChannelRow } from '../store/unit-channels'
import { hookWay } from './ways/hook'
import { mailWay } from './ways/mail'
import { textWay } from './ways/text'
import { Failure, type Letter, type Way } from './ways/way'

/**
 * Delivers what is due. At the desk a message is read where it is written, so it is there once by its id. For a
 * way that leaves the portal the try is on record before, and its success after; where the courier breaks off in
 * between, the letter goes out again under the same id, by which the other side can tell.
 */

/** Messages of one round; the rest follows at once. */
export const ROUND = 50
const TRIES = 12
const FIRST_MS = 60_000
const LONGEST_MS = 6 * 3_600_000

/** One more minute, two, four, up to six hours: twelve tries take about a day and a half. */
export const backOff = (tries: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1))

const lost = { send: () => Promise.reject(new Failure('broken', true)) } satisfies Way

/** Sealed under a key that is gone: somebody has to name it anew. */
const opened = (open: () => Promise<Way>): Promise<Way> => open().catch(() => lost)

async function wayOf(env: Env, channel: ChannelRow): Promise<Way> {
  const { to, secret } = await openChannel(env, channel)
  if (channel.way === 'email') return mailWay(env, to)
  if (channel.way === 'sms') return textWay(env, to)
  return hookWay(to, secret, hookHosts(env.HOOK_HOSTS))
}

/** A way out of the portal, under the name that its deliveries are kept by. */
interface Out {
  id: string
  open: () => Promise<Way>
  /** Of a unit, which is told where it does not work. */
  channel?: ChannelRow
}

/** Ways out of the portal by which this one goes. */
async function waysOf(env: Env, message: KeptMessage, now: number): Promise<Out[]> {
  if (message.audience === 'asker') {
    const { askerWays } = await import('./asking')
    return askerWays(env, message, now)
  }
  if (message.audience !== 'unit' || message.kind === 'delivery_failed') return []
  const channels = await channelsOf(env.DB, message.recipient)
  return channels
    .filter(
      ({ endedAt, addedAt, kinds }) =>
        endedAt === null &&
        // What was told before a way was named is old news.
        addedAt <= message.dueAt &&
        (kinds.length === 0 || kinds.includes(message.kind)),
    )
    .map((channel) => ({ id: channel.id, channel, open: () => wayOf(env, channel) }))
}

async function linkOf(env: Env, message: KeptMessage): Promise<string | null> {
  const base = env.PUBLIC_URL?.replace(/\/$/, '')
  if (!base) return null
  const { audience, kind, about } = message
  if (audience === 'asker') {
    const { askerLink } = await import('./asking')
    return askerLink(env, base, message)
  }
  return kind.startsWith('case_') ? `${base}/desk/cases/${about}` : `${base}/desk/messages`
}

async function letterOf(env: Env, message: KeptMessage, lang: Lang): Promise<Letter> {
  const titles = await titlesOf(env.DB, [message])
  const { title, text } = messageWords[lang][message.kind](factsOf(message, titles, lang))
  const { id, kind, about, facts, at } = message
  const name = env.PORTAL_NAME || '网友面对面'
  return {
    id,
    kind,
    title: `【${name}】${title}`,
    text,
    url: await linkOf(env, message),
    about,
    facts,
    at,
  }
}

/** Delivers one message by every way it has not gone yet. */
export async function deliver(env: Env, message: KeptMessage, now: number): Promise<void> {
  const told: ToldBy = { ...message.told }
  const ways = await waysOf(env, message, now)
  const failed: ChannelRow[] = []
  let again: number | null = null
  for (const { id, channel, open } of ways) {
    const before = told[id] ?? { at: null, tries: 0 }
    if (before.at !== null || before.tries >= TRIES) continue
    const tries = before.tries + 1
    told[id] = { ...before, tries }
    await markMessage(env.DB, message.id, { ...message, told })
    try {
      const way = await opened(open)
      const letter = await letterOf(env, message, way.lang ?? 'zh')
      // To a gateway two numbers are two messages; a system of a unit knows the message by its own id.
      await way.send(
        channel?.way === 'hook' ? letter : { ...letter, id: `${letter.id}:${id}` },
        now,
      )
      told[id] = { at: now, tries }
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('broken')
      const over = failure.final || tries >= TRIES
      told[id] = { at: null, tries: over ? TRIES : tries, error: failure.why }
      if (!over) again = Math.max(again ?? 0, now + backOff(tries))
      else if (channel) failed.push(channel)
    }
    await markMessage(env.DB, message.id, { ...message, told })
  }
  await tellFailed(env, message, failed, now)
  const doneAt = again === null ? now : null
  await markMessage(env.DB, message.id, { told, doneAt, dueAt: again ?? message.dueAt })
}

/** A unit is told at its desk that a way it named does not work, once a day for each. */
async function tellFailed(
  env: Env,
  message: KeptMessage,
  failed: readonly ChannelRow[],
  now: number,
): Promise<void> {
  await putMessages(
    env.DB,
    failed.map(({ id, way, hint }) => ({
      id: `delivery_failed:${id}:${shanghaiDay(now)}`,
      kind: 'delivery_failed',
      audience: 'unit',
      recipient: message.recipient,
      about: id,
      facts: { way: `${courierWords.zh.ways[way]} ${hint}` },
      at: now,
      dueAt: now,
    })),
  )
}

/** Delivers a round of what is due; tells whether there is more. One that breaks does not hold the others up. */
export async function deliverDue(env: Env, now: number): Promise<boolean> {
  const waiting = await waitingMessages(env.DB, now, ROUND)
  for (const message of waiting) {
    try {
      await deliver(env, message, now)
    } catch {
      const dueAt = now + FIRST_MS
      await markMessage(env.DB, message.id, { ...message, dueAt }).catch(() => undefined)
    }
  }
  return waiting.length === ROUND
}

/** Sends a trial letter by one way, at once; tells what was wrong. */
export async function tryChannel(env: Env, id: string, now: number): Promise<string | null> {
  const channel = await channelById(env.DB, id)
  if (!channel || channel.endedAt !== null) return 'not_set'
  try {
    const way = await opened(() => wayOf(env, channel))
    const { title, text } = courierWords.zh.trial
    await way.send(
      {
        id: `trial:${id}:${now}`,
        kind: 'trial',
        title,
        text,
        url: null,
        about: id,
        facts: {},
        at: now,
      },
      now,
    )
    return null
  } catch (error) {
    return error instanceof Failure ? error.why : 'broken'
  }
}
