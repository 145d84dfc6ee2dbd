import type { ContactWay } from '../follow'
import { words } from '../lang'

/** 留联系方式、找回查询码: pages that only the server draws. */

const zhWays: Record<ContactWay, string> = { phone: '手机号', email: '邮箱' }
const enWays: Record<ContactWay, string> = { phone: 'mobile number', email: 'mail address' }
const either = (names: readonly string[], or: string) => names.join(or)

export const contactWords = words(
  {
    leave: {
      title: '有结果通知我（可以不留）',
      label: (ways: readonly ContactWay[]) =>
        either(
          ways.map((way) => zhWays[way]),
          '或',
        ),
      hint: '通过审核、未采用、有答复、承诺兑现时各发一条短消息；查询码丢了也能用它找回。',
      privacy:
        '加密保存，不公开，和提问分开存放。办理的人要打开，先记下是谁、为什么。事情办结（承诺兑现）30 天后自动抹去，您随时可以删掉。',
      send: '留下',
      change: '换一个',
      kept: { phone: '已留手机号，有结果会通知您。', email: '已留邮箱，有结果会通知您。' },
      off: '本平台已停止发送通知，您留的可以删掉。',
      remove: '删掉联系方式',
    },
    done: '联系方式已加密保存，有结果会通知您。',
    gone: '联系方式已删掉。',
    lost: {
      link: '查询码丢了？用留过的联系方式找回',
      title: '找回查询码',
      lead: '填写提问时留过的联系方式。查得到，就会收到一条带链接的消息。',
      send: '发送链接',
      sent: '好的',
      sentLead:
        '如果这个联系方式留过，一条带链接的消息已经发出，几分钟内会到。链接两小时内有效，只能用一次。',
      notHere: '没有收到？请看看有没有填错、有没有进垃圾邮件。没有留过联系方式的，查不到。',
      open: '您的查询码',
      openLead: '按一下按钮显示查询码。按了以后这个链接就作废。',
      show: '显示查询码',
      found: '您的查询码',
      keep: '请抄下来或截图保存。',
      of: (no: number, session: string) => `${session}，${no} 号`,
      go: '看办到哪一步',
      again: '如果这些不是您提的，说明有人留错了联系方式：打开后可以删掉它。',
      over: '这个链接已经用过，或者过期了。请重新申请。',
      none: '这个联系方式下已经没有提问了。',
    },
    look: {
      title: '提问人的联系方式',
      lead: '只在确有需要联系提问人时打开。每次打开都会先记下是谁、为什么。',
      open: '记下并打开联系方式',
      none: '提问人没有留联系方式，或者已经到期抹去。',
      way: zhWays,
    },
  },
  {
    leave: {
      title: 'Tell me when something comes of it (optional)',
      label: (ways: readonly ContactWay[]) => {
        const text = either(
          ways.map((way) => enWays[way]),
          ' or ',
        )
        return text.charAt(0).toUpperCase() + text.slice(1)
      },
      hint: 'One short message each on approval or refusal, an answer, and a promise kept; it also finds a lost code.',
      privacy:
        'Encrypted, not public, kept apart from the question. Staff who open it say why first, on record. Erased by itself 30 days after the matter ended (the promise was kept); you can remove it at any time.',
      send: 'Leave it',
      change: 'Use another',
      kept: {
        phone: 'Your mobile number is kept; you will be told.',
        email: 'Your mail address is kept; you will be told.',
      },
      off: 'This portal sends no messages any more; you can remove what you left.',
      remove: 'Remove my contact',
    },
    done: 'Your contact is kept, encrypted. You will be told.',
    gone: 'Your contact is removed.',
    lost: {
      link: 'Lost your code? Find it by the contact you left',
      title: 'Find a lost code',
      lead: 'Type the contact you left with your question. If it is known, a message with a link is sent to it.',
      send: 'Send the link',
      sent: 'Done',
      sentLead:
        'If this contact is known here, a message with a link was sent and arrives within minutes. The link works for two hours, once.',
      notHere:
        'Nothing came? Look for a typing error, and into your spam folder. Where no contact was left, nothing is found.',
      open: 'Your codes',
      openLead: 'Press the button to see your codes. Afterwards this link works no more.',
      show: 'Show my codes',
      found: 'Your codes',
      keep: 'Please write them down.',
      of: (no: number, session: string) => `${session}, No. ${no}`,
      go: 'See how it stands',
      again:
        'If you did not ask these, somebody left your contact by mistake: open them to remove it.',
      over: 'This link was used already, or its time is over. Please ask for another.',
      none: 'No question has this contact any more.',
    },
    look: {
      title: 'The asker’s contact',
      lead: 'Open it only where the asker has to be reached. Who and why is on record first.',
      open: 'Record it and open the contact',
      none: 'The asker left no contact, or its time is over.',
      way: enWays,
    },
  },
)
