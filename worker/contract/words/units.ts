import { words } from '../lang'

/** Words of the pages of units and of officials in office; drawn by the server alone. */
export const unitWords = words(
  {
    title: '单位',
    describe: '参加面对面的单位：场次、转办、承诺、在任和离任的答复人。',
    intro: '点开一个单位，看它的场次、转办件、承诺和答复人。单位只会改名、合并，不会从这里消失。',
    none: '还没有登记单位。',
    level: { city: '市级', county: '县（区）级', township: '乡镇（街道）级' },
    department: '部门',
    parent: '上级',
    children: '下级和部门',
    merged: (name: string, when: string | null) =>
      when === null
        ? `本单位已并入${name}，这里保留原来的记录。`
        : `本单位于${when}并入${name}，这里保留原来的记录。`,
    took: (name: string, when: string | null) =>
      when === null ? `${name}并入本单位` : `${when}，${name}并入本单位`,
    cases: '转办件',
    casesLine: (total: number, open: number, overdue: number, answered: number) =>
      `共 ${total} 件：已答复 ${answered} 件，未答复 ${open} 件，其中超期 ${overdue} 件。`,
    casesDefinition:
      '口径：转到本单位名下、已公开、没有作废的件。已答复指部门作了正式答复，不等于解决；超期指期限已过还没有答复。并入前原单位的件列在原单位。只列件数，不排名次。',
    noCases: '还没有转来的件。',
    toLedger: '逐件看台账',
    promises: '承诺',
    toPromises: '本单位的全部承诺',
    noPromises: '没有登记的承诺。',
    sessions: '办过或参加过的场次',
    noSessions: '还没有办过或参加过场次。',
    now: '在任',
    before: '离任',
    noOfficials: '还没有登记答复人。',
    since: (day: string) => `${day}起`,
    span: (from: string, to: string) => `${from}至${to}`,
    official: '答复人',
    offices: '任职',
    answers: '任上的答复',
    answersLine: (n: number, shown: number) =>
      n > shown ? `共 ${n} 条，最近 ${shown} 条如下。` : `共 ${n} 条。`,
    noAnswers: '没有对得上的答复。',
    rule: '口径：姓名、单位、职务都对得上，并且在任期内作出的答复和承诺，才列在这里。这里只有公开职务，没有个人信息。',
    inOffice: (office: string) => `时任${office}`,
    asOf: (when: string) => `统计到 ${when}`,
    permanent: '这个网址长期有效。',
    ofOfficial: (who: string) => `${who}任上的全部答复和承诺`,
    answered: '这一场的答复人',
  },
  {
    title: 'Units',
    describe: 'Units that take part: their sessions, cases, promises, and who answered for them.',
    intro:
      'Open a unit for its sessions, cases, promises and officials. Units are renamed and merged; none disappears.',
    none: 'No unit is on record yet.',
    level: { city: 'City', county: 'County', township: 'Township' },
    department: 'department',
    parent: 'Belongs to',
    children: 'Below it',
    merged: (name: string, when: string | null) =>
      when === null
        ? `This unit was merged into ${name}. Its records stay here.`
        : `This unit was merged into ${name} on ${when}. Its records stay here.`,
    took: (name: string, when: string | null) =>
      when === null ? `${name} was merged into it` : `${when}: ${name} was merged into it`,
    cases: 'Cases handed to it',
    casesLine: (total: number, open: number, overdue: number, answered: number) =>
      `${total} in all: ${answered} answered, ${open} not answered, ${overdue} of those overdue.`,
    casesDefinition:
      'Definition: public cases under its name that were not voided. Answered means that it replied, not that the matter is solved; overdue means that the day has passed without a reply. Cases of a unit merged into it stand on that unit’s page. Counts only, no ranking.',
    noCases: 'Nothing has been handed to it yet.',
    toLedger: 'See them in the ledger',
    promises: 'Promises',
    toPromises: 'All promises of this unit',
    noPromises: 'No promise is registered.',
    sessions: 'Sessions',
    noSessions: 'It has held no session, nor answered in one.',
    now: 'In office',
    before: 'Formerly',
    noOfficials: 'No official is on record.',
    since: (day: string) => `since ${day}`,
    span: (from: string, to: string) => `${from} to ${to}`,
    official: 'Official',
    offices: 'Offices',
    answers: 'Answers given in office',
    answersLine: (n: number, shown: number) =>
      n > shown ? `${n} in all; the latest ${shown} follow.` : `${n} in all.`,
    noAnswers: 'No answer matches.',
    rule: 'Listed are answers and promises whose name, unit and office match, and that were given while the office was held. Only public offices are shown, nothing personal.',
    inOffice: (office: string) => `then ${office}`,
    asOf: (when: string) => `As of ${when}`,
    permanent: 'This address is permanent.',
    ofOfficial: (who: string) => `Everything ${who} answered and promised in office`,
    answered: 'Who answered here',
  },
)
