import { words } from '../lang'

/** The rules and explanations of /about and /api, paragraph by paragraph. */
export const rulesWords = words(
  {
    sections: [
      {
        id: 'ask',
        title: '怎么提问',
        text: [
          '不用注册，不用登录。从征集提问开始，到截止为止，都可以提问、留言、投票，直播前、直播中、直播后都行。',
          '一次问一件事，5 到 200 个字；要说的多，写在补充说明里。称呼可以不填。',
          '提交以后会给您一个查询码。凭它随时能看办到哪一步，请截图保存。',
        ],
      },
      {
        id: 'review',
        title: '怎么审核',
        text: [
          '提问先由工作人员看一遍再公开。不采用的，一定告诉您原因，凭查询码可以看到。',
          '问的是同一件事的会并在一起答复，每个人的查询码照样有效。并入不搬票：两边都投过的人只算一票。',
          '信访、诉讼、紧急求助、举报不在这里受理，会告诉您该走哪条法定途径。',
        ],
      },
      {
        id: 'votes',
        title: '票怎么数',
        text: [
          '每台设备对一条提问只有一票，可以收回。数的是票，不是人。',
          '热门按票数从多到少排；票数一样，先公开的在前。每条提问都能点开看它为什么排在那里。',
          '台上先答哪一条由主持人安排，不改变票数的排名。',
          '开场前不显示票数，也没有热门：排列随机、每人不同，每条提问都有被先看到的机会。开场时票数一次公开。',
          '短时间内突然涌来、与平时大不相同的票先搁置，不是作废：票都留着，由主持人写明理由计入或作废，可以再改。每一场的计票报告写明计入多少、搁置多少、怎样决定，截止时公布每条提问选票的摘要。',
        ],
      },
      {
        id: 'levels',
        title: '票怎么分级',
        text: [
          '每一票、每一条提问都记下它达到的级别，不会因为级别低被拒绝。每一场写明哪一级以上的票算进排序，其余的照样保留，另外列出。',
          '设备：一个浏览器一票。换个浏览器、清掉 Cookie 就能再投，只适合内部或小范围的场次。',
          '设备加防刷校验：打开页面时浏览器自动计算一两秒，一次管两小时或三十次操作。这只是让刷票慢一点、贵一点：用专门的程序，一万票大约只要三分钟的算力。它不证明您是谁。没有脚本的浏览器算不了，票记为“设备”一级。',
          '真人校验：通过一次第三方的校验，防住一般的程序，防不住雇人刷票。',
          '实名核验：用手机验证码或统一身份认证登录，一个人一票。换几台设备登录也只算一票，登录前在这台设备上投过的票一并归到您名下。平台只留一个不能还原的编号，不公开谁投了哪一条。只有这一级可以说“人”，其余都只说“票”。',
          '排序要用来作决定的场次，请选实名。',
        ],
      },
      {
        id: 'balance',
        title: '数是怎么来的',
        text: [
          '收到 = 受理 + 未采用 + 指路 + 审前撤回 + 待审；受理 = 当场答复 + 书面答复 + 转办 + 并入 + 撤回 + 撤下 + 待答。每一个数都由一条一条的提问算出来，没有人手填。点开就是那些提问。',
          '当场答完和当场解决是两回事。转办以后，已答复、已办结、群众确认分开数。',
          '期限按工作日或自然月计算，照国务院的放假通知，包括调休上班的周末；每个日期都能看“怎么算的”。',
        ],
      },
      {
        id: 'privacy',
        title: '个人信息',
        text: [
          '我们不收姓名、电话、地址。第一次提问或投票时，浏览器里会存一个随机号码，用来认出这台设备提过的问题、投过的票，180 天后失效。只看不写，什么也不存。',
          '公开的文字里如果有手机号、身份证号，会遮住中间几位。',
          '提问人可以撤回还没有答复的提问；撤回和撤下的都留下日期和原因，不留原文。',
        ],
      },
      {
        id: 'forever',
        title: '地址长期有效',
        text: ['每一条提问、每一场的地址都不会变。更正会留下日期和原因，看得见改过。'],
      },
      {
        id: 'data',
        title: '开放数据',
        text: ['页面上公开的，都可以用程序取走，不用申请。'],
      },
    ],
    dataLink: '数据接口说明',
    api: {
      title: '数据接口',
      describe: '不用密钥就能读的公开数据。',
      intro:
        '下面的地址用 GET 读取，返回 JSON，编码 UTF-8，时间是 1970 年以来的毫秒数。内容和页面上公开的一样，不多也不少。',
      rows: [
        { path: '/api/sessions', what: '全部场次，最近的在前，带受理与去向' },
        { path: '/api/sessions/{slug}', what: '一场的基本情况' },
        { path: '/api/sessions/{slug}/snapshot', what: '一场的全部公开内容，支持 ETag' },
        {
          path: '/api/sessions/{slug}/questions?order=hot&page=1',
          what: '一场的提问，order 可用 hot、new、answered、open',
        },
        { path: '/api/questions/{id}', what: '一条提问、它的经过和更正' },
        { path: '/api/audit/export', what: '存证（JSON Lines），加 ?room= 是一场的' },
        { path: '/.well-known/audit-head', what: '存证的最新校验值，带签名' },
        { path: '/api/openapi.json', what: '完整的接口描述（OpenAPI 3.1）' },
      ],
      refusals:
        '出错时返回的 JSON 里有 error.code 和一句话的 error.message；Accept-Language 为 en 时是英文。',
      path: '地址',
      what: '内容',
    },
  },
  {
    sections: [
      {
        id: 'ask',
        title: 'How to ask',
        text: [
          'No account is needed. From the day questions are welcome until the session closes you can ask, comment and vote: before, during and after the stream.',
          'Ask one thing at a time, in 5 to 200 characters; put the rest into the details. A name is optional.',
          'You are given a receipt code. It shows you where things stand at any time: take a screenshot of it.',
        ],
      },
      {
        id: 'review',
        title: 'How questions are reviewed',
        text: [
          'Staff read a question before it is published. If it is not adopted you are always told why, by your receipt code.',
          'Questions about the same matter are answered together; every receipt code stays valid. Merging moves no votes: whoever voted for both counts once.',
          'Petitions, lawsuits, emergencies and accusations are not handled here; you are told the lawful route.',
        ],
      },
      {
        id: 'votes',
        title: 'How votes are counted',
        text: [
          'Every device has one vote for a question and can take it back. What is counted is votes, not persons.',
          'The top list goes by votes; of equals, the one published earlier stands first. Every question tells you why it stands where it stands.',
          'The host decides what is answered next on stage; this does not change the ranking by votes.',
          'Before the session opens no counts are shown and nothing is ranked: the order is random and different for everybody, so that each question may be seen first. All counts are told when it opens.',
          'Votes that come suddenly and unlike the usual ones are held, not void: the ballots stay, and a moderator counts or voids them with a reason, and may decide anew. The count report of each session says how many were counted and held and what was decided; at the close it gives a digest of every question’s ballots.',
        ],
      },
      {
        id: 'levels',
        title: 'How votes are graded',
        text: [
          'Every vote and every question keeps the level it reached, and none is refused for a low one. A session says from which level on votes count in the order; the others are kept and shown apart.',
          'Device: one vote for a browser. Another browser, or a deleted cookie, is another vote. Good for internal or small sessions only.',
          'Device and proof of work: the browser computes for a second or two when the page opens, once for two hours or thirty actions. This makes stuffing slower and dearer, no more: with a program made for it, ten thousand votes cost about three minutes of computing. It does not prove who you are. Without scripts nothing can be computed, and the vote is a device’s.',
          'Human check: a third party’s check has been passed. It stops ordinary programs, not people who are paid.',
          'Verified person: signed in with a telephone code or the identity service, one vote each. Signing in on several devices stays one vote, and what the device gave before becomes yours. The portal keeps a number nobody can turn back into you, and never publishes who voted for what. Only here do we count persons; everywhere else we count votes.',
          'Where something will be decided by the order, choose verified persons.',
        ],
      },
      {
        id: 'balance',
        title: 'Where the figures come from',
        text: [
          'Received = accepted + not adopted + redirected + withdrawn before review + in review; accepted = answered on the spot + in writing + handed off + merged + withdrawn + taken down + waiting. Every figure is counted from single questions, none is typed. Press it to see them.',
          'Answered on the spot and solved on the spot are two different facts. After a hand-off, replied, closed and confirmed are counted apart.',
          'Deadlines are counted in working days or calendar months by the official holiday notices, make-up working weekends included; every date shows how it was computed.',
        ],
      },
      {
        id: 'privacy',
        title: 'Personal data',
        text: [
          'We ask for no name, phone or address. When you first ask or vote, your browser keeps a random number by which we recognise what was asked and voted from this device; it expires after 180 days. Reading alone keeps nothing.',
          'Phone and identity numbers in published text are masked.',
          'You can withdraw a question that has not been answered. What is withdrawn or taken down leaves a date and a reason, not its text.',
        ],
      },
      {
        id: 'forever',
        title: 'Addresses stay',
        text: [
          'The address of every question and every session stays the same. Corrections show their date and reason.',
        ],
      },
      {
        id: 'data',
        title: 'Open data',
        text: ['Whatever is public on a page can be read by programs as well, without asking.'],
      },
    ],
    dataLink: 'About the data interface',
    api: {
      title: 'Data interface',
      describe: 'Public data, readable without a key.',
      intro:
        'These addresses answer GET with JSON in UTF-8; times are milliseconds since 1970. They carry what the pages show, no more and no less.',
      rows: [
        { path: '/api/sessions', what: 'All sessions, newest first, each with its balance' },
        { path: '/api/sessions/{slug}', what: 'One session' },
        {
          path: '/api/sessions/{slug}/snapshot',
          what: 'Everything public of a session, with ETag',
        },
        {
          path: '/api/sessions/{slug}/questions?order=hot&page=1',
          what: 'Questions; order is hot, new, answered or open',
        },
        { path: '/api/questions/{id}', what: 'A question, what happened to it, its corrections' },
        {
          path: '/api/audit/export',
          what: 'The audit chain (JSON Lines); that of a session with ?room=',
        },
        { path: '/.well-known/audit-head', what: 'Where the audit chain stands, signed' },
        { path: '/api/openapi.json', what: 'The full description (OpenAPI 3.1)' },
      ],
      refusals:
        'A refusal carries error.code and one sentence in error.message; English with Accept-Language: en.',
      path: 'Address',
      what: 'Content',
    },
  },
)
