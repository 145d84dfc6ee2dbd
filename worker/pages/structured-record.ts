import type { PublicPromise } from '../contract/commitments'
import type { OfficialFacts, UnitFacts } from '../contract/units'
import type { Offices } from '../store/unit-pages'
import type { PublicAnswer, PublicCase, PublicQuestion, PublicSession } from '../contract/views'
import { htmlLang, type Lang } from '../contract/lang'
import { hasWords } from '../domain/projection'
import { OFFSET_MS, shanghaiDay } from '../domain/shanghai'

/**
 * What search engines read of sessions and questions (schema.org). Made of what the page shows and nothing
 * else: the same public shapes, so that no pending or sealed word can stand here either.
 */

const CONTEXT = 'https://schema.org'

/** A moment as it was read off a clock in Shanghai. */
const shanghaiIso = (ms: number) => `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+08:00`

/** Whose portal it is. */
export interface House {
  origin: string
  /** 霞湾县; empty where the operator has not said. */
  region: string
  portal: string
  lang: Lang
}

const absolute = (house: House, path: string) => new URL(path, house.origin).href

/** A government, or one of its departments. */
const office = (name: string, url?: string) => ({
  '@type': 'GovernmentOrganization',
  name,
  ...(url !== undefined && { url }),
})

/** Somebody in office; of people nothing is told but their public office. */
export function officialFactsOf({ id, name, offices }: OfficialFacts, house: House): object {
  const [last] = offices
  return {
    '@context': CONTEXT,
    '@type': 'Person',
    name,
    url: absolute(house, `/officials/${id}`),
    ...(last && {
      jobTitle: last.office,
      ...(last.to === null && {
        worksFor: office(last.unit.name, absolute(house, `/units/${last.unit.id}`)),
      }),
    }),
  }
}

/** A unit, with what it hangs off. */
export function unitFactsOf({ unit, parent }: UnitFacts, house: House): object {
  return {
    '@context': CONTEXT,
    ...office(unit.name, absolute(house, `/units/${unit.id}`)),
    ...(parent && {
      parentOrganization: office(parent.name, absolute(house, `/units/${parent.id}`)),
    }),
  }
}

/** The words of a promise as a quotation of whoever said them; null where they are quoted no longer. */
export function promiseFacts(
  promise: PublicPromise,
  official: Offices | null,
  house: House,
): object | null {
  const { id, quote, who, office: held, unit, unitId, saidAt, question, session } = promise
  if (quote === '') return null
  const keeper = office(unit, unitId === null ? undefined : absolute(house, `/units/${unitId}`))
  return {
    '@context': CONTEXT,
    '@type': 'Quotation',
    text: quote,
    url: absolute(house, `/promises/${id}`),
    dateCreated: shanghaiIso(saidAt),
    isPartOf: absolute(house, question ? `/q/${question.id}` : `/s/${session.slug}`),
    creator: who
      ? {
          '@type': 'Person',
          name: who,
          ...(held && { jobTitle: held }),
          ...(official && { url: absolute(house, `/officials/${official.id}`) }),
          worksFor: keeper,
        }
      : keeper,
  }
}

/** Where a page stands: home, then each step down; the last one is the page itself. */
export function breadcrumbs(house: House, steps: readonly [name: string, path: string][]): object {
  return {
    '@context': CONTEXT,
    '@type': 'BreadcrumbList',
    itemListElement: [[house.portal, '/'] as const, ...steps].map(([name, path], i) => ({
      '@type': 'ListItem',
      position: i + 1,
      name,
      item: absolute(house, path),
    })),
  }
}

/** The portal and whose it is. */
export function portalFacts(house: House): object[] {
  const name = `${house.region} ${house.portal}`.trim()
  const site = {
    '@context': CONTEXT,
    '@type': 'WebSite',
    name,
    url: absolute(house, '/'),
    inLanguage: htmlLang[house.lang],
  }
  return house.region === ''
    ? [site]
    : [
        { ...site, publisher: office(house.region) },
        { '@context': CONTEXT, ...office(house.region), url: absolute(house, '/') },
      ]
}

/** What an answer or a reply is in the list of answers. */
interface Told {
  at: number
  text: string
  unit: string
  who: string
  /** The page of whoever answered, where they are on record. */
  whose: string | undefined
  url: string
  /** Its asker agrees, or whoever answered says so on the spot. */
  settles: boolean
}

const toldAnswer = (answer: PublicAnswer, page: string, whose: string | undefined): Told => ({
  at: answer.at,
  text: answer.text,
  unit: answer.unit,
  who: answer.speaker,
  whose,
  url: page,
  settles: answer.solved === 'yes',
})

const toldReply = (item: PublicCase, page: string): Told[] =>
  item.reply === null || item.repliedAt === null
    ? []
    : [
        {
          at: item.repliedAt,
          text: item.reply,
          unit: item.unit,
          who: '',
          whose: undefined,
          url: page,
          settles: item.state === 'confirmed',
        },
      ]

const written = ({ at, text, unit, who, whose, url }: Told) => ({
  '@type': 'Answer',
  text,
  dateCreated: shanghaiIso(at),
  url,
  author: who
    ? {
        '@type': 'Person',
        name: who,
        ...(whose !== undefined && { url: whose }),
        ...(unit && { worksFor: office(unit) }),
      }
    : office(unit),
})

/** A question with everything answered to it; null for what is but a stub. */
export function questionFacts(
  question: PublicQuestion,
  house: House,
  anonymous: string,
  /** Officials on record, by the answer they gave. */
  officials: ReadonlyMap<string, Pick<Offices, 'id'>> = new Map(),
): object | null {
  if (!hasWords(question) || question.text === '') return null
  const page = absolute(house, `/q/${question.id}`)
  const told = [
    ...question.answers.map((answer) => {
      const official = officials.get(answer.id)
      return toldAnswer(answer, page, official && absolute(house, `/officials/${official.id}`))
    }),
    ...question.cases.flatMap((item) => toldReply(item, page)),
  ].sort((a, b) => a.at - b.at)
  const accepted = told.findLast(({ settles }) => settles)
  const others = told.filter((one) => one !== accepted)
  return {
    '@context': CONTEXT,
    '@type': 'QAPage',
    mainEntity: {
      '@type': 'Question',
      name: question.text,
      text: question.details ? `${question.text}\n${question.details}` : question.text,
      url: page,
      dateCreated: shanghaiIso(question.listedAt ?? question.askedAt),
      author: { '@type': 'Person', name: question.name ?? anonymous },
      upvoteCount: question.votes,
      answerCount: told.length,
      ...(accepted && { acceptedAnswer: written(accepted) }),
      ...(others.length > 0 && { suggestedAnswer: others.map(written) }),
    },
  }
}

/** A session as an event; null for a mailbox, and where the source prints no day. */
export function sessionFacts(session: PublicSession, house: House, image?: string): object | null {
  if (session.kind === 'mailbox' || session.datePrinted !== undefined) return null
  const page = absolute(house, `/s/${session.slug}`)
  const here = { '@type': 'VirtualLocation', url: page }
  const there = { '@type': 'Place', name: session.place, address: session.place }
  const past = session.source !== undefined
  const mode = past ? 'Offline' : session.place === '' ? 'Online' : 'Mixed'
  return {
    '@context': CONTEXT,
    '@type': 'Event',
    name: session.title,
    description: session.topic || session.title,
    url: page,
    // Of what is only printed, the hour is not on record.
    startDate: past ? shanghaiDay(session.startsAt) : shanghaiIso(session.startsAt),
    ...(session.endsAt !== null && { endDate: shanghaiIso(session.endsAt) }),
    eventStatus: `${CONTEXT}/Event${session.state === 'cancelled' ? 'Cancelled' : 'Scheduled'}`,
    eventAttendanceMode: `${CONTEXT}/${mode}EventAttendanceMode`,
    location: mode === 'Offline' ? there : mode === 'Online' ? here : [there, here],
    organizer: { ...office(session.unit), url: absolute(house, '/') },
    isAccessibleForFree: true,
    inLanguage: 'zh-CN',
    ...(image && { image: [absolute(house, image)] }),
    ...(session.guests.length > 0 && {
      performer: session.guests.map(({ name, office: held, unit }) => ({
        '@type': 'Person',
        name,
        ...(held && { jobTitle: held }),
        ...(unit && { worksFor: office(unit) }),
      })),
    }),
  }
}
