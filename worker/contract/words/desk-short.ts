import { words } from '../lang'
import type { ReadyName } from '../ready'

/** The few words of the desk's side pages that the desk itself shows: the rest of them stays on the server. */
export const deskShortWords = words(
  {
    ready: '开播前检查',
    sure: '这些还没有就绪：',
    anyway: '仍要开始',
    name: {
      guests: '答复人名单',
      notice: '预告时间',
      page: '手机页面',
      record: '档案',
      second: '第二位主持人',
      screen: '大屏',
      signal: '画面信号',
      sound: '声音',
      cut: '切断试过',
      text: '文字实录',
      qr: '扫码',
      clock: '这台电脑的时钟',
    } satisfies Record<ReadyName, string>,
    sign_in: '登录已过期，请重新登录工作台。没有发出的文字还在。',
    pick: '选一段常用文字（发出前可以改）',
    manage: '常用文字',
    chapters: '画面章节',
  },
  {
    ready: 'Before the start',
    sure: 'Not ready yet:',
    anyway: 'Start all the same',
    name: {
      guests: 'Those who answer',
      notice: 'Notice given',
      page: 'Page on phones',
      record: 'The record',
      second: 'A second moderator',
      screen: 'Projector',
      signal: 'Signal of the picture',
      sound: 'Sound',
      cut: 'Cutting tried',
      text: 'Text record',
      qr: 'QR code',
      clock: 'Clock of this computer',
    } satisfies Record<ReadyName, string>,
    sign_in: 'Your sign-in is over. Please sign in again; what you typed is kept.',
    pick: 'Pick a standard text (you can change it before it is sent)',
    manage: 'Standard texts',
    chapters: 'Chapters of the picture',
  },
)
