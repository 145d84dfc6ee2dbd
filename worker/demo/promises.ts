import { promiseObject, promiseRow } from '../actions/commitments/register'
import { dueMessages } from '../actions/commitments/messages'
import { updatedPromise } from '../actions/commitments/update'
import type { CommitmentState } from '../contract/cases'
import type { PortalAct } from '../contract/audit'
import type { CommitmentEventRecord, CommitmentRecord } from '../domain/case-records'
import { amountOf } from '../domain/amounts'
import { readCalendar } from '../domain/calendar-ready'
import { dueIn } from '../domain/promise-days'
import { addDays, DAY_MS, shanghaiDay, startOfDay } from '../domain/shanghai'
import { promiseMessages } from '../store/commitment-messages'
import { registerStatements, updateStatements } from '../store/commitments'
import { COUNTY, county, HOST_UNIT, moderators } from './county'

/** What the fictitious county promised at its first two editions, and what became of it: every state once. */

interface Step {
  /** Days after it was said. */
  after: number
  state: CommitmentState
  text: string
  by: 'unit' | 'supervisor'
  /** Of a delay: days after it was said. */
  until?: number
  links?: string[]
}

interface DemoPromise {
  /** Words of the answer it stands in. */
  quote: string
  what: string
  unitId: string
  /** Where a sentence counts several things, the one that is promised. */
  amount?: string
  criterion?: string
  steps: readonly Step[]
}

const promises: readonly DemoPromise[] = [
  {
    quote: '新建的第三小学明年九月招生，届时城关小学每个班降到四十五人以内',
    what: '第三小学建成招生，城关小学每班降到45人以内',
    unitId: 'demo-schools',
    criterion: '第三小学开学；城关小学班额表贴在校门口',
    steps: [
      {
        after: 6,
        state: 'planned',
        by: 'unit',
        text: '已列入县里明年的重点工程，工期表公布在教育局门口。',
      },
      {
        after: 40,
        state: 'doing',
        by: 'unit',
        text: '主体封顶，正在砌墙；塔吊停工的问题已经协调好。',
      },
    ],
  },
  {
    quote: '从下周一起，城区五所小学设“晚走班”，最晚到六点二十，自愿报名，不另外收钱',
    what: '城区五所小学设晚走班',
    unitId: 'demo-schools',
    criterion: '五所小学都开班，家长不交钱',
    steps: [
      { after: 6, state: 'delivered', by: 'unit', text: '五所小学都已开班，报名五百一十二人。' },
      {
        after: 16,
        state: 'verified',
        by: 'supervisor',
        text: '督查室傍晚到五所学校看过，都开着，没有收钱。',
      },
    ],
  },
  {
    quote: '我们从市里请了两位医生每周二、四、六来坐诊，每天多放四十个号',
    what: '县医院儿科每天多放40个号',
    unitId: 'demo-health',
    amount: '四十个',
    steps: [
      {
        after: 12,
        state: 'delivered',
        by: 'unit',
        text: '两位医生已经坐诊三周，号源表每天贴在挂号处。',
      },
    ],
  },
  {
    quote: '今天请教育局把要学校填的表全部列出来，县里其他部门要填的先停，留下哪些，一个月内公布',
    what: '公布学校还要填哪些表',
    unitId: 'demo-schools',
    criterion: '清单在县政府网站上能查到',
    steps: [],
  },
  {
    quote: '在那之前，每两周轮换一次座位',
    what: '城关小学每两周轮换一次座位',
    unitId: 'demo-schools',
    steps: [
      {
        after: 20,
        state: 'dropped',
        by: 'unit',
        text: '各班家长会商量后，改为按孩子视力每月调整座位，不再两周一轮换。',
      },
    ],
  },
  {
    quote: '护栏明天上午就换，不等立项',
    what: '更换青坑桥护栏',
    unitId: 'demo-roads',
    steps: [
      { after: 1, state: 'delivered', by: 'unit', text: '上午十点全部换成钢管护栏。' },
      { after: 3, state: 'verified', by: 'supervisor', text: '到桥上看过，摇过，结实。' },
    ],
  },
  {
    quote: '到站时间月底先在手机上能查，站牌上的屏幕先装八个大站',
    what: '三路车到站时间手机可查，八个大站装屏幕',
    unitId: 'demo-roads',
    steps: [
      { after: 4, state: 'doing', by: 'unit', text: '四辆车都装上了定位，正在和软件公司对接。' },
      {
        after: 9,
        state: 'delayed',
        by: 'unit',
        until: 60,
        text: '站牌要通电，供电的手续还没有办下来，手机查询和屏幕一起推后。',
      },
    ],
  },
  {
    quote: '先做事故多的三十六处，明年一月开工',
    what: '村路先修三十六处错车道',
    unitId: 'demo-roads',
    criterion: '三十六处的名单和开工日期贴在乡镇公告栏',
    steps: [
      { after: 5, state: 'planned', by: 'unit', text: '三十六处的名单已经贴在各乡镇公告栏。' },
      { after: 18, state: 'funded', by: 'unit', text: '县财政常务会议定了钱，每处两万八千元。' },
    ],
  },
  {
    quote: '十天内开一个会，您可以来',
    what: '开会听取老街店家和居民对大车进出的意见',
    unitId: 'demo-streets',
    steps: [
      {
        after: 14,
        state: 'doing',
        by: 'unit',
        text: '会场和时间改了两次，名单已经报齐，没有按期开成，向大家致歉。',
      },
    ],
  },
]

const officerOf = (unit: string) => ({
  id: `${unit}-officer`,
  name: '承办人',
  office: '',
  unitIds: [unit],
})
const supervisor = {
  id: 'demo-watch',
  name: '钱某',
  office: '督查室科员',
  unit: HOST_UNIT,
  unitIds: [],
}

interface Said {
  id: string
  sessionId: string
  no: number
  text: string
  at: number
  speaker: string
  office: string
  unit: string
}

/** Registers what was promised, as whoever presided would have done the day after, and plays what became of it. */
export async function seedPromises(
  db: D1Database,
  {
    newId,
    note,
  }: { newId: () => string; note?: ((act: PortalAct) => Promise<unknown>) | undefined },
  now: number,
): Promise<void> {
  const calendar = await readCalendar()
  const units = county.map(({ id, name }) => ({ id, name }))
  for (const one of promises) {
    const said = await db
      .prepare(
        `SELECT a.id, a.session_id AS sessionId, a.question_no AS no, a.text, a.at, a.speaker, a.office, a.unit
         FROM answers a JOIN sessions s ON s.id = a.session_id
         WHERE s.demo = 1 AND a.withdrawn = 0 AND instr(a.text, ?1) > 0`,
      )
      .bind(one.quote)
      .first<Said>()
    if (!said) continue
    const known = await db
      .prepare('SELECT 1 FROM commitments WHERE session_id = ?1 AND quote = ?2')
      .bind(said.sessionId, one.quote)
      .first()
    if (known) continue
    const host = moderators[0]
    const due = dueIn(one.quote, said.at, calendar)
    const registeredAt = Math.min(now, said.at + DAY_MS)
    let row: CommitmentRecord = promiseRow(
      newId(),
      { ...quotedOf(said), text: said.text, saidAt: said.at },
      {
        quote: one.quote,
        who: said.speaker,
        office: said.office,
        unitId: one.unitId,
        unit: '',
        what: one.what,
        dueAsSaid: due?.said ?? '',
        dueDay: due?.day ?? '',
        amount: one.amount ?? amountOf(one.quote)?.text ?? '',
        criterion: one.criterion ?? '',
      },
      units,
      host,
      registeredAt,
    )
    const first: CommitmentEventRecord = {
      commitmentId: row.id,
      seq: 1,
      at: registeredAt,
      state: 'registered',
      text: '',
      dueDay: row.dueDay,
      actorId: host.id,
      actor: host.name,
      unit: HOST_UNIT,
      links: [],
    }
    const statements = registerStatements(db, row, first)
    const events = [first]
    const unit = units.find(({ id }) => id === one.unitId)?.name ?? ''
    for (const step of one.steps) {
      const at = said.at + step.after * DAY_MS
      if (at > now) break
      const by = step.by === 'supervisor' ? supervisor : { ...officerOf(one.unitId), unit }
      const due = step.until === undefined ? '' : addDays(shanghaiDay(said.at), step.until)
      const { after, event } = updatedPromise(
        row,
        events,
        {
          state: step.state,
          text: step.text,
          dueDay: due,
          links: (step.links ?? []).join('\n'),
          seen: row.version,
        },
        by,
        at,
      )
      statements.push(...updateStatements(db, row, after, event))
      events.push(event)
      row = after
    }
    await note?.({
      actor: 'system',
      role: 'system',
      act: 'promise_register',
      about: [promiseObject(row)],
    })
    await db.batch([...statements, ...promiseMessages(db, row.id, dueMessages(row, now), now)])
  }
}

const quotedOf = ({ sessionId, no, id }: Said) => ({
  sessionId,
  questionNo: no,
  answerId: id,
  lineId: null,
  caseId: null,
  replyId: null,
})

/** Officials of the fictitious county in their offices, two of them in their second one. */
const officials: readonly [
  id: string,
  name: string,
  offices: [unit: string, office: string, from: string, to?: string][],
][] = [
  [
    'demo-wang',
    '王某',
    [
      [COUNTY, '副县长', '2023-01-10'],
      ['demo-shuangtang', '镇长', '2018-06-01', '2023-01-09'],
    ],
  ],
  ['demo-chen', '陈某', [['demo-roads', '局长', '2022-03-15']]],
  [
    'demo-wu',
    '吴某',
    [
      ['demo-schools', '副局长', '2021-09-01'],
      ['demo-shangxi', '副乡长', '2016-04-01', '2021-08-31'],
    ],
  ],
  ['demo-huang', '黄某', [['demo-housing', '副局长', '2020-05-06']]],
  ['demo-zheng', '郑某', [['demo-streets', '副局长', '2024-02-18']]],
  ['demo-ye', '叶某', [['demo-health', '副局长', '2019-11-20']]],
  ['demo-lin', '林某', [['demo-water', '经理', '2017-07-01']]],
  ['demo-zhou', '周某', [['demo-labour', '局长', '2023-08-30']]],
]

/** Puts the county's officials on record; again it adds nothing. */
export async function seedOfficials(db: D1Database): Promise<void> {
  await db.batch(
    officials.flatMap(([id, name, offices]) => [
      db.prepare('INSERT OR IGNORE INTO officials (id, name) VALUES (?1, ?2)').bind(id, name),
      ...offices.map(([unit, office, from, to], i) =>
        db
          .prepare(
            'INSERT OR IGNORE INTO appointments (id, official_id, unit_id, office, from_at, to_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)',
          )
          .bind(
            `${id}-${i}`,
            id,
            unit,
            office,
            startOfDay(from),
            to === undefined ? null : startOfDay(addDays(to, 1)),
          ),
      ),
    ]),
  )
}
