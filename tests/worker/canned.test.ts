import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { CANNED_MAX } from '../../worker/contract/canned'
import { listCanned } from '../../worker/store/canned'
import { Browser, moderator, official, signedIn } from './http-kit'
import { chen, openRoom } from './room-kit'

const add = (desk: Browser, text: string, code = 'unclear') =>
  desk.form('/desk/texts', { do: 'add', use: 'reject', code, text })
const texts = async () => (await listCanned(env.DB)).map(({ text }) => text)
const first = async () => {
  const [one] = await listCanned(env.DB)
  if (!one) throw new Error('there is none')
  return { id: one.id, version: String(one.version) }
}

describe('standard texts', () => {
  test('are added, changed, put in order and removed by plain forms', async () => {
    const desk = await signedIn(moderator)
    expect((await add(desk, '请写明是哪个小区、哪栋楼。')).status).toBe(303)
    expect((await add(desk, '请把几件事分开提。')).status).toBe(303)
    expect((await desk.form('/desk/texts', { ...(await first()), do: 'down' })).status).toBe(303)
    expect(await texts()).toEqual(['请把几件事分开提。', '请写明是哪个小区、哪栋楼。'])
    const saved = await desk.form('/desk/texts', {
      ...(await first()),
      do: 'save',
      text: '一条只提一件事。',
    })
    expect(saved.status).toBe(303)
    const page = await (await desk.get('/desk/texts?saved=1')).text()
    expect(page).toContain('一条只提一件事。')
    expect((await desk.form('/desk/texts', { ...(await first()), do: 'remove' })).status).toBe(303)
    expect(await texts()).toEqual(['请写明是哪个小区、哪栋楼。'])
    const chain = await (await desk.get('/api/audit/export')).text()
    for (const act of ['canned_add', 'canned_save', 'canned_remove']) expect(chain).toContain(act)
    expect(chain).not.toContain('哪个小区')
  })

  test('of two who change one at once the second is told, and loses nothing of the first', async () => {
    const desk = await signedIn(moderator)
    await add(desk, '原来的文字。')
    const seen = await first()
    expect(
      (await desk.form('/desk/texts', { ...seen, do: 'save', text: '先改的文字。' })).status,
    ).toBe(303)
    for (const act of ['save', 'remove', 'up']) {
      const late = await desk.form('/desk/texts', { ...seen, do: act, text: '后改的文字。' })
      expect(late.status).toBe(409)
      expect(await late.text()).toContain('先改的文字。')
    }
    expect(await texts()).toContain('先改的文字。')
  })

  test('what is empty, too long, for no reason or one too many is refused', async () => {
    const desk = await signedIn(moderator)
    const wrongs: Record<string, string>[] = [
      { do: 'add', use: 'reject', code: 'unclear', text: '  ' },
      { do: 'add', use: 'reject', code: 'unclear', text: '长'.repeat(501) },
      { do: 'add', use: 'reject', code: 'dislike', text: '不喜欢' },
      { do: 'add', use: 'other', code: '', text: '不知道' },
      { do: 'burn', id: '0000000000000', version: '1' },
      {},
    ]
    for (const wrong of wrongs) {
      expect((await desk.form('/desk/texts', wrong)).status).toBe(422)
    }
    const gone = await desk.form('/desk/texts', { do: 'remove', id: '0000000000000', version: '1' })
    expect(gone.status).toBe(404)
    for (let i = 0; i < CANNED_MAX; i++) await add(desk, `第 ${i} 段。`, 'advertising')
    expect((await add(desk, '再来一段。', 'advertising')).status).toBe(422)
  })

  test('are the moderators’ and the administrators’', async () => {
    const clerk = await signedIn(official)
    expect((await clerk.get('/desk/texts')).status).toBe(403)
    expect((await add(clerk, '官员写的。')).status).toBe(403)
    expect((await new Browser().get('/desk/texts')).status).toBe(303)
    expect((await add(new Browser(), '路人写的。')).status).toBe(401)
    expect(await texts()).toEqual([])
  })

  test('the asker reads the words of a redirection once the second person has confirmed it', async () => {
    const room = await openRoom()
    const no = await room.ask('我和单位有劳动纠纷，怎么办？', 'worker')
    const redirect = { act: 'redirect', no, route: 'labour_arbitration' } as const
    await room.decide({ ...redirect, note: '请到县仲裁院二楼，带劳动合同。' })
    expect((await room.room.own('worker'))[0]).not.toHaveProperty('reasonNote')
    await room.decide(redirect, chen)
    expect((await room.room.own('worker'))[0]?.reasonNote).toBe('请到县仲裁院二楼，带劳动合同。')
    const other = await room.ask('我和物业有纠纷，怎么办？', 'owner')
    await room.decide({ ...redirect, no: other, note: '请带合同。' })
    await room.decide({ act: 'approve', nos: [other] }, chen)
    expect((await room.room.own('owner'))[0]).not.toHaveProperty('reasonNote')
  })
})
