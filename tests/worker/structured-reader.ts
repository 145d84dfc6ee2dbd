/**
 * A strict reader of what pages say for search engines. It knows nothing of the portal: only what each type
 * must have and how its values are written, as the vocabulary and those who read it ask.
 */

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value.trim() !== ''
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0
const isAddress: Check = (value) =>
  typeof value === 'string' && /^https?:\/\/[^\s/]+\//.test(value) && URL.canParse(value)
/** A day, or a moment with its offset. */
const isMoment: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2}))?$/.test(value) &&
  !Number.isNaN(Date.parse(value))
const isTerm =
  (...terms: string[]): Check =>
  (value) =>
    terms.some((term) => value === `https://schema.org/${term}`)
const isOf =
  (...types: string[]): Check =>
  (value) =>
    [value]
      .flat()
      .every(
        (one) =>
          typeof one === 'object' &&
          one !== null &&
          types.includes((one as { '@type'?: string })['@type'] ?? ''),
      ) && [value].flat().length > 0

interface Shape {
  must: Record<string, Check>
  may: Record<string, Check>
}

const people = isOf('Person', 'GovernmentOrganization', 'Organization')

const shapes: Record<string, Shape> = {
  QAPage: { must: { mainEntity: isOf('Question') }, may: {} },
  Question: {
    must: {
      name: isText,
      text: isText,
      answerCount: isCount,
      author: people,
      dateCreated: isMoment,
    },
    may: {
      url: isAddress,
      upvoteCount: isCount,
      acceptedAnswer: isOf('Answer'),
      suggestedAnswer: isOf('Answer'),
    },
  },
  Answer: {
    must: { text: isText, author: people, dateCreated: isMoment, url: isAddress },
    may: { upvoteCount: isCount },
  },
  Person: { must: { name: isText }, may: { jobTitle: isText, worksFor: people } },
  GovernmentOrganization: { must: { name: isText }, may: { url: isAddress } },
  Event: {
    must: {
      name: isText,
      startDate: isMoment,
      location: isOf('Place', 'VirtualLocation'),
      eventStatus: isTerm('EventScheduled', 'EventCancelled', 'EventPostponed'),
      eventAttendanceMode: isTerm(
        'OnlineEventAttendanceMode',
        'OfflineEventAttendanceMode',
        'MixedEventAttendanceMode',
      ),
      organizer: people,
    },
    may: {
      description: isText,
      url: isAddress,
      endDate: isMoment,
      isAccessibleForFree: (value) => typeof value === 'boolean',
      inLanguage: isText,
      image: (value) => Array.isArray(value) && value.every(isAddress),
      performer: people,
    },
  },
  Place: { must: { name: isText, address: isText }, may: {} },
  VirtualLocation: { must: { url: isAddress }, may: {} },
  BreadcrumbList: { must: { itemListElement: isOf('ListItem') }, may: {} },
  ListItem: {
    must: {
      position: (value) => isCount(value) && (value as number) > 0,
      name: isText,
      item: isAddress,
    },
    may: {},
  },
  WebSite: {
    must: { name: isText, url: isAddress },
    may: { inLanguage: isText, publisher: people, potentialAction: isOf('SearchAction') },
  },
  VideoObject: {
    must: { name: isText, thumbnailUrl: isAddress, uploadDate: isMoment },
    may: {
      description: isText,
      duration: (value) =>
        typeof value === 'string' && /^PT(?:\d+H)?(?:\d+M)?(?:\d+S)?$/.test(value),
      contentUrl: isAddress,
      embedUrl: isAddress,
      hasPart: isOf('Clip'),
    },
  },
  Clip: {
    must: { name: isText, startOffset: isCount, url: isAddress },
    may: { endOffset: isCount },
  },
}

/** What is wrong with a value and everything in it, each with the way to it. */
function faultsIn(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => faultsIn(one, `${at}[${i}]`))
  if (typeof value !== 'object' || value === null) return []
  const facts = value as Record<string, unknown>
  const type = String(facts['@type'])
  const shape = shapes[type]
  if (!shape) return [`${at}: ${type} is not known`]
  const missing = Object.entries(shape.must).flatMap(([name, holds]) =>
    holds(facts[name]) ? [] : [`${at}.${name} of ${type}: ${JSON.stringify(facts[name])}`],
  )
  const wrong = Object.entries(facts).flatMap(([name, given]) => {
    if (name === '@type' || name === '@context' || shape.must[name]) return []
    const holds = shape.may[name]
    return holds?.(given) ? [] : [`${at}.${name} of ${type}: ${JSON.stringify(given)}`]
  })
  return [
    ...missing,
    ...wrong,
    ...Object.entries(facts).flatMap(([name, given]) => faultsIn(given, `${at}.${name}`)),
  ]
}

export interface Facts {
  '@type': string
  [name: string]: unknown
}

/** Every fact a page states; throws where one is not as it has to be. */
export function factsOf(html: string): Facts[] {
  const found = [...html.matchAll(/<script type="application\/ld\+json">([^<]*)<\/script>/g)]
  const facts = found.flatMap(([, json = '']) => [JSON.parse(json)].flat() as Facts[])
  const faults = facts.flatMap((fact) => [
    ...(fact['@context'] === 'https://schema.org' ? [] : [`${fact['@type']} without a context`]),
    ...faultsIn(fact, fact['@type']),
  ])
  for (const fact of facts) {
    if (fact['@type'] !== 'BreadcrumbList') continue
    const places = (fact['itemListElement'] as { position: number }[]).map((one) => one.position)
    if (places.some((place, i) => place !== i + 1)) faults.push('steps out of order')
  }
  for (const fact of facts) {
    if (fact['@type'] !== 'QAPage') continue
    const { answerCount, acceptedAnswer, suggestedAnswer } = fact['mainEntity'] as Facts
    const told = [acceptedAnswer ?? [], suggestedAnswer ?? []].flat().length
    if (told !== answerCount) faults.push(`${told} answers, not ${String(answerCount)}`)
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return facts
}
