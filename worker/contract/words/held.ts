import { words } from '../lang'

/** Held votes: the moderator's cards, and the same reasons on the integrity report. */
export const heldWords = words(
  {
    title: '搁置的票',
    lead: '搁置不等于作废：票还在，投票的人看到的是已投，只是暂不计入，等您决定。',
    card: (no: number, n: number) => `${no} 号：${n} 票搁置`,
    since: (from: string, to: string) => (from === to ? from : `${from}–${to}`),
    why: {
      network: (n: number) => `${n} 票：一分钟内同一网络来的票，远多于这个网络平时所占的份额`,
      newcomers: (n: number) => `${n} 票：首次投票的新设备突然增多，超出同时段其他提问的比例`,
      regular: (n: number) => `${n} 票：新设备投票的间隔过于均匀，像是程序所为`,
      level: (n: number) => `${n} 票：低级别的票突然增多，超出同时段其他提问的比例`,
    },
    reason: '理由（会公开）',
    reason_hint: '例如：单位组织集体投票，已核实',
    count: '计入',
    void: '作废',
    again: '重新搁置',
    second: (who: string) => `${who}提议计入。超过这条提问票数的 1%，要另一位主持人同意才计入。`,
    agree: '同意计入',
    mine: '您已提议计入，等另一位主持人同意。',
    states: { held: '待决定', counted: '已计入', voided: '已作废' },
    decided: (n: number) => `已决定 ${n} 组`,
    by: (who: string, what: string, why: string) => `${who}：${what}。${why}`,
  },
  {
    title: 'Held votes',
    lead: 'Held is not void: the ballots are there, their voters see them as given; they are not counted until you decide.',
    card: (no: number, n: number) => `No. ${no}: ${n} held`,
    since: (from: string, to: string) => (from === to ? from : `${from}–${to}`),
    why: {
      network: (n: number) =>
        `${n}: within a minute one network brought far more than its ordinary part`,
      newcomers: (n: number) =>
        `${n}: devices that had never voted came suddenly, beyond what other questions saw at the time`,
      regular: (n: number) => `${n}: new devices voted at intervals as even as a machine's`,
      level: (n: number) =>
        `${n}: unchecked votes came suddenly, beyond what other questions saw at the time`,
    },
    reason: 'Reason (will be public)',
    reason_hint: 'e.g. an office voted together; checked',
    count: 'Count',
    void: 'Void',
    again: 'Hold again',
    second: (who: string) =>
      `${who} proposes to count it. It is more than 1% of the question’s votes, so a second moderator has to agree.`,
    agree: 'Agree: count',
    mine: 'You proposed to count it; a second moderator has to agree.',
    states: { held: 'undecided', counted: 'counted', voided: 'void' },
    decided: (n: number) => `${n} decided`,
    by: (who: string, what: string, why: string) => `${who}: ${what}. ${why}`,
  },
)
