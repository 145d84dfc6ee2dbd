import type { Notary } from '../contract/audit'
import type { Env } from '../contract/env'
import type { Origin } from '../contract/ingest'
import { REHEARSAL_MAX } from '../contract/rehearsal'
import { strikeRehearsal } from '../store/rehearsals'
import { assuranceOf } from '../domain/assurance'
import { takeQuestion } from './intake'
import type { RoomState } from './state'

/** What only a rehearsal does: made-up questions, and leaving nothing behind. */

const places = ['幸福路', '滨河小区', '东门市场', '实验小学门口', '三号公交站', '老城巷']
const matters = [
  ['路灯坏了三个星期', '什么时候能修好'],
  ['早高峰车辆乱停', '能不能派人管一管'],
  ['垃圾桶太少', '能不能多放几个'],
  ['下雨就积水', '今年有没有改造计划'],
  ['夜里施工太吵', '几点以后不许施工'],
  ['公交车等太久', '能不能加密班次'],
  ['电梯常常停运', '维修的钱由谁出'],
] as const
const openings = ['请问', '想问一下', '反映一个情况：', '']
/** What a desk has to notice; every number is made up and belongs to nobody. */
const oddities = [
  '请尽快给我回电话，我的手机是 13800000000，姓彩排。',
  '加我微信 caipai_demo 有优惠，办证快。',
  '太差了！',
  '我和物业公司打官司输了，请领导让法院改判。',
  `${'这件事说来话长，我从头讲起。'.repeat(12)}请问该找哪个部门？`,
]

/** The n-th made-up question: most are alike in a few ways, some a moderator has to stop at. */
export function madeUp(n: number): string {
  const oddity = n % 9 === 8 ? oddities[Math.floor(n / 9) % oddities.length] : undefined
  if (oddity !== undefined) return oddity
  const place = places[n % places.length] ?? ''
  const [what, wish] = matters[Math.floor(n / 3) % matters.length] ?? matters[0]
  return `${openings[Math.floor(n / 5) % openings.length] ?? ''}${place}${what}，${wish}？`
}

/** Puts made-up questions in, each from a device of its own. Inside a transaction. Tells how many. */
export function fillRehearsal(state: RoomState, n: number, now: number): number {
  const room = Math.max(0, REHEARSAL_MAX - state.questions.size)
  let taken = 0
  for (let i = 0; i < Math.min(n, room); i++) {
    const told = takeQuestion(
      state,
      {
        id: crypto.randomUUID(),
        text: madeUp(state.lastNo),
        details: null,
        name: null,
        channel: 'online',
        asker: `rehearsal-${state.lastNo}`,
        receiptHash: '',
        key: null,
        digest: '',
      },
      // They pass for people who proved what the session asks.
      assuranceOf(state.session).ask,
      now,
    )
    if (told.ok) taken += 1
  }
  return taken
}

const LEFT = 'rehearsalLeft'
const AGAIN_MS = 60_000

/** After the room was emptied: says in the portal's chain that it ended, and strikes its row out. */
export async function strike(
  storage: DurableObjectStorage,
  env: Env,
  slug: string,
  now: number,
): Promise<void> {
  await storage.put(LEFT, slug)
  await strikeLeft(storage, env, now)
}

/** The same, tried again for as long as the notary or the record is away. */
export async function strikeLeft(
  storage: DurableObjectStorage,
  env: Env,
  now: number,
): Promise<void> {
  const slug = await storage.get<string>(LEFT)
  if (slug === undefined) return
  try {
    await strikeRehearsal(env.DB, slug)
    await (env.STREAM.getByName(slug) as unknown as Origin).forget(now)
    const notary = env.NOTARY.getByName('portal') as unknown as Notary
    await notary.note({ actor: 'system', role: 'system', act: 'rehearsal_ended' }, now)
    await storage.deleteAll()
  } catch {
    await storage.setAlarm(now + AGAIN_MS)
  }
}
