import { words } from '../lang'

/** Levels of assurance in plain words: on session pages, in the form of a session, in reports and rules. */
export const levelWords = words(
  {
    /** What each level is called. */
    name: ['设备', '设备＋防刷校验', '真人校验', '实名核验'],
    /** What somebody has to do for it. */
    what: [
      '一台设备的浏览器，什么也不用做。',
      '打开页面时浏览器自动计算一两秒，不用操作。',
      '通过一次“确认您是真人”的校验。',
      '用手机验证码或统一身份认证登录，一人一票。',
    ],
    counts: (name: string) => `本场按“${name}”及以上的票排序`,
    all: '本场每一票都算进排序',
    others: '达不到的票照样保留，另外列出。',
    how: '票怎么分级？',
    working: '正在做防刷校验… %',
    done: '防刷校验已完成，您的票算进排序。',
    doneLower: '防刷校验已完成。',
    failed: '防刷校验没有完成，您的票照样保留，另外列出。',
    human: '真人校验已通过，您的票算进排序。',
    bePerson: '实名后计入排序',
    isPerson: '您已实名核验，您的票计入排序。',
    noScript: '浏览器没有运行脚本，做不了校验：您的票照样保留，另外列出。',
    check: '请确认您是真人',
    template: {
      comment: '公开征求意见：实名，一人一票（手机验证码或统一身份认证）',
      persons: '实名的票才算，谁都可以提问',
      large: '大型公开活动：通过真人校验的票',
      ordinary: '日常问答：设备加防刷校验的票',
      rehearsal: '内部场次：每台设备的票都算',
    },
    kept: '保持现有设置',
    notOffered: '（本平台还没有配置）',
    hint: '达不到这一级的票不会被拒绝，照样保留、另外列出。所有提问都先审后发。场次开放后不能再改。',
    hintPersons: '面向公众征求意见建议选实名；先用手机验证码，其次统一身份认证。',
  },
  {
    name: ['device', 'device and proof of work', 'human check', 'verified person'],
    what: [
      'The browser of one device; nothing has to be done.',
      'The browser computes for a second or two when the page opens; nothing has to be done.',
      'A check that you are a person has been passed.',
      'Signed in with a telephone code or the identity service: one person, one vote.',
    ],
    counts: (name: string) => `The order here goes by votes from “${name}” upwards`,
    all: 'Every vote counts in the order here',
    others: 'Votes below that are kept and shown apart.',
    how: 'How are votes graded?',
    working: 'Checking against scripts… %',
    done: 'The check against scripts is done: your votes count in the order.',
    doneLower: 'The check against scripts is done.',
    failed: 'The check against scripts did not finish. Your votes are kept and shown apart.',
    human: 'You passed the check: your votes count in the order.',
    bePerson: 'Verify yourself, and your votes count in the order',
    isPerson: 'You are verified; your votes count in the order.',
    noScript:
      'Scripts do not run here, so nothing can be proved: your votes are kept and shown apart.',
    check: 'Please confirm that you are a person',
    template: {
      comment:
        'Public comment: verified persons, one vote each (telephone code or identity service)',
      persons: 'Only votes of verified persons count, anybody may ask',
      large: 'Large public event: votes that passed a human check',
      ordinary: 'Ordinary session: devices with proof of work',
      rehearsal: 'Internal session: every device counts',
    },
    kept: 'Leave it as it is',
    notOffered: ' (not set up on this portal)',
    hint: 'Votes below that are never refused: they are kept and shown apart. Every question is reviewed before it is published. It cannot be changed once the session is open.',
    hintPersons:
      'For public comment, choose verified persons: the telephone code first, then the identity service.',
  },
)
