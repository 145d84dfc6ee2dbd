import { words } from '../lang'

/** The integrity report of a session; read when somebody asks for it. */
export const countReportWords = words(
  {
    title: (session: string) => `计票报告 · ${session}`,
    heading: '计票报告',
    lead: '每条提问的票都从选票重新数过。这里写明数了多少、搁置了多少、为什么、怎么决定的，以及怎样核对。',
    early: '场次还没有开始，票数暂不公开。',
    asOf: (when: string) => `统计时间：${when}`,
    recount: {
      same: '重新数一遍，与公布的票数完全一致。',
      differs: (nos: string) => `重新数一遍，${nos} 号与公布的票数不一致，请向主办单位反映。`,
      sealed: '选票已封存。公布的票数和摘要是截止时的，封存的选票可由主办单位当众开封核对。',
    },
    table: '各条提问',
    columns: {
      no: '号',
      shown: '公布票数',
      own: '本条选票',
      verified: '其中已核验',
      apart: '未达级别',
      held: '搁置',
      voided: '作废',
    },
    digest: '摘要',
    merged: (nos: string) => `含并入的 ${nos} 号；两边都投过的人只算一票`,
    levels: '按核验程度',
    bursts: '搁置过的票',
    none: '没有搁置过票。',
    burst: (no: number, n: number, when: string) => `${no} 号，${when}，${n} 票`,
    rules: '什么样的票会被搁置',
    rule: [
      (n: number) => `一条提问一分钟内同一类票不超过 ${n} 票的，从不搁置。`,
      () =>
        '新设备的票：先看这条提问有多少老设备在投，再看同时段其他提问里新设备占多少，超出两倍半的部分搁置。熟悉的网络按它平时的份额照常计入。',
      () => '同一网络的票：超过这条提问的 5%，并且超过这个网络平时份额四倍的部分搁置。',
      () => '间隔过于均匀的新设备的票搁置；未经核验的票突然增多，超出四倍的部分搁置。',
      () => '实名核验的票从不搁置。搁置的票由主持人决定计入或作废，要写理由，可以再改。',
      () => '网络只以当日密钥处理后的代号分辨，场次结束 24 小时后密钥销毁。',
      () =>
        '这些规则拦不住有耐心的人：慢慢投、先在别处投一票再来的，都看不出来。排名有后果的场次应使用实名核验。',
    ],
    check: '怎样核对',
    how: '摘要是 SHA-256。每张选票一行：提问号、投票人在本场的代号、核验程度，不计入的再加 held 或 voided，用逗号隔开；按提问号、代号从小到大排，每行以换行结束。代号只在本场有效，不公开，所以从摘要推不出谁投了票。',
    sealed: (n: number, digest: string) => `封存选票 ${n} 张，总摘要 ${digest}`,
    pasted: '相同答复',
    pastedSum: (n: number) =>
      n === 0
        ? '没有发现同一段话答复不同提问。'
        : `相同答复 ${n} 条：和另一条提问的答复几乎一样，也没有标明并案答复。`,
    acts: '主持人操作次数',
    total: (n: number) => `共 ${n} 次`,
    notYet: '场次截止时，每条提问的选票摘要公布在这里。',
    back: '回到这一场',
  },
  {
    title: (session: string) => `Count report · ${session}`,
    heading: 'Count report',
    lead: 'Every count was made anew from the ballots. Here is what was counted, what was held and why, what was decided, and how to check it.',
    early: 'The session has not opened yet; counts are not shown.',
    asOf: (when: string) => `As of ${when}`,
    recount: {
      same: 'Counted anew, every number is the one that is shown.',
      differs: (nos: string) =>
        `Counted anew, No. ${nos} differ from what is shown. Please tell the host.`,
      sealed:
        'The ballots are sealed. Counts and digests are those of the close; the host can open the seal in public to check them.',
    },
    table: 'Questions',
    columns: {
      no: 'No.',
      shown: 'Shown',
      own: 'Own ballots',
      verified: 'Of them verified',
      apart: 'Below level',
      held: 'Held',
      voided: 'Void',
    },
    digest: 'Digest',
    merged: (nos: string) => `with No. ${nos} merged into it; whoever voted for both counts once`,
    levels: 'By level of assurance',
    bursts: 'Votes that were held',
    none: 'No vote was ever held.',
    burst: (no: number, n: number, when: string) => `No. ${no}, ${when}: ${n}`,
    rules: 'Which votes are held',
    rule: [
      (n: number) => `Up to ${n} votes of one kind a minute on one question are never held.`,
      () =>
        'New devices: how many known devices vote for the question, and how many new ones go with them on other questions, says what to expect; what is beyond two and a half times that is held. Known networks keep their ordinary part.',
      () =>
        'One network: what is beyond 5% of a question’s votes and four times the network’s ordinary part is held.',
      () =>
        'New devices at intervals as even as a machine’s are held; so are unchecked votes beyond four times what is expected.',
      () =>
        'Votes of verified persons are never held. A moderator counts or voids what is held, with a reason, and may decide anew.',
      () =>
        'Networks are told apart only by a code under a key of the day, which is destroyed 24 hours after the session.',
      () =>
        'A patient attacker passes these rules: slow votes, and devices that voted elsewhere first, look like anybody’s. Where the ranking has consequences, verify persons.',
    ],
    check: 'How to check',
    how: 'Digests are SHA-256. One line a ballot: question, the voter’s number in this session, level, and held or voided where it does not count, separated by commas; ordered by question and number, each line ended by a newline. The numbers hold for this session alone and are not published, so nobody’s vote follows from a digest.',
    sealed: (n: number, digest: string) => `${n} ballots sealed, digest of all ${digest}`,
    pasted: 'Repeated answers',
    pastedSum: (n: number) =>
      n === 0
        ? 'No text was found under two different questions.'
        : `${n} nearly the same as the answer to another question, and not marked as a joint reply.`,
    acts: 'Acts of moderators',
    total: (n: number) => `${n} in all`,
    notYet: 'At the close, the digest of the ballots of every question is published here.',
    back: 'Back to the session',
  },
)
