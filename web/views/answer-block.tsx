import type { Lang } from '../../worker/contract/lang'
import type { PublicAnswer, PublicCase, PublicSession, Stage } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { formatDay } from '../../worker/domain/shanghai'
import { dueWords } from './due'

/** Text of people, in paragraphs as they wrote it. */
export function Paragraphs({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n+/).map((paragraph, i) => (
        <p key={i}>{paragraph}</p>
      ))}
    </>
  )
}

/** More 字 than this fold in a list. */
const LONG = 280

/** What was answered; in a list a long text shows its beginning and the way to the rest. */
function Words({ text, rest, lang }: { text: string; rest: string | undefined; lang: Lang }) {
  if (rest === undefined || text.length <= LONG) return <Paragraphs text={text} />
  return (
    <>
      <div class="fold">
        <Paragraphs text={text} />
      </div>
      <p class="more no-print">
        <a href={rest}>{sessionWords[lang].more}</a>
      </p>
    </>
  )
}

/** A person with the office held, as it is said aloud: 县住建局 副局长 黄某. */
export function personWords(person: { unit: string; office: string; name: string }): string {
  return [officeWords(person.unit, person.office), person.name].filter(Boolean).join(' ')
}

/** Who answers now, with the unit where this is one of the guests. */
export function stageWords({ guests }: PublicSession, stage: Stage): string {
  const { speaker = '', office = '' } = stage
  const guest = guests.find((one) => one.name === speaker && one.office === office)
  return personWords({ unit: guest?.unit ?? '', office, name: speaker })
}

/** An office with its unit in front, unless its name already says it. */
export function officeWords(unit: string, office: string): string {
  if (unit === '' || office.includes(unit)) return office
  return office === '' ? unit : `${unit} ${office}`
}

interface AnswerProps {
  answer: PublicAnswer
  /** The day the question was accepted. */
  acceptedAt: number | null
  lang: Lang
  now: number
  /** In a list: address of the question's page. Who and when in one line, without the table of dates. */
  brief?: string
}

/** An answer, with who gave it in which office, and the dates that must be public. */
export function AnswerBlock({ answer, acceptedAt, lang, now, brief }: AnswerProps) {
  const t = sessionWords[lang].answer
  const common = commonWords[lang]
  const day = formatDay(answer.at, lang, now)
  // Imported replies often name nobody.
  const who = personWords({ ...answer, name: answer.speaker })
  return (
    <div class="answer">
      <p class="who">
        {who && <b>{who}</b>}
        {who && common.dot}
        {common.answerMode[answer.mode]}
        {answer.solved &&
          common.dot + common[answer.mode === 'live' ? 'solved' : 'solvedLater'][answer.solved]}
        {brief !== undefined && common.dot + day}
      </p>
      <Words text={answer.text} rest={brief} lang={lang} />
      {answer.joint && <p class="small">{t.joint(answer.joint.join(common.and))}</p>}
      {answer.revised && (
        <p class="small muted">
          {t.revised(formatDay(answer.revised.at, lang, now), answer.revised.why)}
        </p>
      )}
      {brief === undefined && (
        <dl class="facts">
          {acceptedAt !== null && (
            <div>
              <dt>{t.accepted}</dt>
              <dd>{formatDay(acceptedAt, lang, now)}</dd>
            </div>
          )}
          <div>
            <dt>{t.answered}</dt>
            <dd>{day}</dd>
          </div>
          {answer.unit && (
            <div>
              <dt>{t.unit}</dt>
              <dd>{answer.unit}</dd>
            </div>
          )}
        </dl>
      )}
    </div>
  )
}

/** Where a question was handed to, and what came of it. */
export function CaseLine({ item, lang, now }: { item: PublicCase; lang: Lang; now: number }) {
  const t = sessionWords[lang]
  const common = commonWords[lang]
  const due = dueWords(item, lang, now)
  const goesOn = item.repliedAt === null
  return (
    <span class="case">
      <span class="state ochre">
        {(item.kind === 'hand_off' ? t.handedTo : t.followUp)(item.unit)}
      </span>{' '}
      {due.late && <span class="state cinnabar">{due.late}</span>}{' '}
      {item.state === 'disputed' && <span class="state cinnabar">{common.case.disputed}</span>}{' '}
      {item.state === 'confirmed' && <span class="state jade">{common.case.confirmed}</span>}{' '}
      <span class="muted">
        {due.text}
        {!goesOn && item.outcome && common.dot + common.outcome[item.outcome]}
      </span>
    </span>
  )
}

/** The reply of a department, once there is one. */
export function CaseReply({
  item,
  lang,
  now,
  brief,
}: {
  item: PublicCase
  lang: Lang
  now: number
  brief?: string
}) {
  if (!item.reply || item.repliedAt === null) return null
  const common = commonWords[lang]
  return (
    <div class="answer">
      <p class="who">
        <b>{item.unit}</b>
        {common.dot}
        {sessionWords[lang].answer.reply}
        {common.dot}
        {formatDay(item.repliedAt, lang, now)}
        {item.outcome && common.dot + common.outcome[item.outcome]}
      </p>
      <Words text={item.reply} rest={brief} lang={lang} />
    </div>
  )
}
