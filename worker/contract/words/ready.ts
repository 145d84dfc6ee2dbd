import { words } from '../lang'
import type { ReadyName } from '../ready'

/** Words of the page before the start. */
export const readyWords = words(
  {
    lead: '绿的已经好了，红的还要做。红的不会拦着您开始。',
    all: '全部就绪。',
    left: (n: number) => `还有 ${n} 项没有就绪`,
    light: { green: '好', amber: '留意', red: '未就绪' },
    is: {
      guests: (n: number) => (n > 0 ? `已有 ${n} 位` : '还没有一位'),
      notice: (n: number) => (n > 0 ? `提前 ${n} 天发布` : '没有提前发布'),
      page: () => '',
      record: (n: number) => (n === 0 ? '已连上，全部入库' : `已连上，还有 ${n} 条在途`),
      second: (n: number) => `现在有 ${n} 位主持人在台上`,
      screen: (n: number) => (n > 0 ? `已连 ${n} 块` : '没有连上'),
      qr: (n: number) => (n > 0 ? `已有 ${n} 次从二维码打开` : '还没有人扫过'),
      clock: () => '',
    } satisfies Record<ReadyName, (n: number) => string>,
    todo: {
      guests: '在主持台用“＋答复人”补上，或在“修改资料”里填写。',
      notice: '应提前 7 天公告，最少 3 天。来不及的，请在现场说明。',
      page: '公开页面打不开。请先发布预告；已发布的，请联系运维。',
      record: '档案连不上时可以照常开始，内容会在恢复后自动入库。请通知运维。',
      second: '请另一位主持人用自己的账号打开主持台。一人独自主持，出错没有人接手。',
      screen: '在大屏的电脑上打开“大屏”页面，停在那里。',
      qr: '请一位同事用手机扫大屏上的二维码，看能不能打开。',
      clock: '请和房间的时间对一下。相差几秒，倒计时就会不准。',
    } satisfies Record<ReadyName, string>,
    ok: { page: '可以打开' },
    early: '开始征集以后才能检查。',
    away: '档案连不上',
    room_clock: (time: string) => `房间的时间 ${time}`,
    skew: (seconds: number) => (seconds === 0 ? '与房间一致' : `与房间相差 ${seconds} 秒`),
    start: '开始直播',
    desk: '回到主持台',
    again: '再查一次',
    checking: '正在检查…',
  },
  {
    lead: 'Green is done, red is still to do. Red does not keep you from starting.',
    all: 'Everything is ready.',
    left: (n: number) => (n === 1 ? '1 item is not ready' : `${n} items are not ready`),
    light: { green: 'ready', amber: 'mind this', red: 'not ready' },
    is: {
      guests: (n: number) => (n > 0 ? `${n} named` : 'nobody is named yet'),
      notice: (n: number) => (n > 0 ? `announced ${n} days ahead` : 'not announced ahead'),
      page: () => '',
      record: (n: number) =>
        n === 0 ? 'connected, everything carried' : `connected, ${n} on the way`,
      second: (n: number) => `${n} at the desk now`,
      screen: (n: number) => (n > 0 ? `${n} connected` : 'not connected'),
      qr: (n: number) => (n > 0 ? `opened ${n} times from the code` : 'nobody has scanned it yet'),
      clock: () => '',
    } satisfies Record<ReadyName, (n: number) => string>,
    todo: {
      guests: 'Add them with “+ Speaker” at the desk, or under the session’s facts.',
      notice:
        'Seven days of notice are due, three at least. If it is too late, say so in the hall.',
      page: 'The public page does not open. Announce the session first; if it is, call the operator.',
      record: 'You can start without it; everything is carried later by itself. Tell the operator.',
      second: 'Ask the other moderator to open the desk with their own account.',
      screen: 'Open the projector’s page on the computer of the hall and leave it there.',
      qr: 'Ask a colleague to scan the code on the wall with a phone.',
      clock: 'Compare it with the room’s time: a few seconds make countdowns wrong.',
    } satisfies Record<ReadyName, string>,
    ok: { page: 'opens' },
    early: 'Can be checked once the session takes questions.',
    away: 'the record does not answer',
    room_clock: (time: string) => `Room’s time ${time}`,
    skew: (seconds: number) =>
      seconds === 0 ? 'the same as the room’s' : `${seconds} seconds off the room’s`,
    start: 'Go live',
    desk: 'Back to the desk',
    again: 'Check again',
    checking: 'Checking…',
  },
)
