import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DeskState } from '../../worker/contract/room'
import { marksOf } from '../../worker/http/word-list'
import { ask, Browser, codeOf, decide, open, signedIn } from './http-kit'

const admin = {
  id: 'ad1',
  name: '郑管理',
  office: '信息中心',
  unit: '县委宣传部',
  role: 'admin',
} as const
const supervisor = { ...admin, id: 'su1', name: '督办', role: 'supervisor' } as const

const LIST = '代办证件,广告\n刷单,诈骗\n加微信'

async function kept(browser: Browser, words: string, was = 0, note = '按主管部门通知') {
  return browser.form('/desk/admin/words', { words, note, was: String(was) })
}

describe('the list of words', () => {
  beforeEach(async () => {
    await env.DB.prepare('DELETE FROM word_lists').run()
  })

  test('is kept version by version: who, why, how many, and its seal in the chain', async () => {
    const browser = await signedIn(admin)
    expect((await kept(browser, LIST)).status).toBe(303)
    expect((await kept(browser, `${LIST}\n校园贷,诈骗`, 1)).status).toBe(303)
    const page = await (await browser.get('/desk/admin/words')).text()
    expect(page).toContain('第 2 版，4 个词')
    expect(page).toContain('按主管部门通知')
    const rows = await env.DB.prepare(
      'SELECT version, hash, words FROM word_lists ORDER BY version',
    )
      .all<{ version: number; hash: string; words: string }>()
      .then(({ results }) => results)
    // Of the earlier one only the seal is kept.
    expect(rows.map(({ words }) => words === '')).toEqual([true, false])
    const told = await (await new Browser().get('/api/audit/export?chain=portal')).text()
    for (const { hash } of rows) expect(told).toContain(hash)
    expect(told).not.toContain('代办证件')
  })

  test('is not overwritten by whoever had an older page open, nor kept without a reason', async () => {
    const browser = await signedIn(admin)
    await kept(browser, LIST)
    const late = await kept(browser, '别的词', 0)
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('别的词')
    expect((await kept(browser, '别的词', 1, ' ')).status).toBe(422)
    expect((await kept(browser, LIST, 1)).status).toBe(409)
  })

  test('can be uploaded as a file, also in GB18030, and tried on a text', async () => {
    const browser = await signedIn(admin)
    const upload = async (bytes: Uint8Array<ArrayBuffer>) => {
      const form = new FormData()
      form.set('was', '0')
      form.set('note', '上传')
      form.set('file', new Blob([bytes], { type: 'text/plain' }), '词表.txt')
      const { headers, body } = new Response(form)
      const type = headers.get('content-type') ?? ''
      const raw = await new Response(body).arrayBuffer()
      return browser.send('POST', '/desk/admin/words/upload', {
        body: raw,
        headers: { 'content-type': type },
      })
    }
    expect((await upload(Uint8Array.from([0xff, 0xff, 0x00]))).status).toBe(422)
    // 刷单 in GB18030.
    expect((await upload(Uint8Array.from([0xcb, 0xa2, 0xb5, 0xa5]))).status).toBe(303)
    const tried = await browser.form('/desk/admin/words/try', { text: '刷 * 单 日入千元' })
    expect(await tried.text()).toContain('<b>刷单</b>')
    const clean = await browser.form('/desk/admin/words/try', { text: '路灯坏了' })
    expect(await clean.text()).toContain('没有找到词表上的词')
  })

  test('is for administrators: supervisors read it, moderators and netizens do not', async () => {
    await kept(await signedIn(admin), LIST)
    const looks = await signedIn(supervisor)
    expect(await (await looks.get('/desk/admin/words')).text()).toContain('代办证件')
    expect((await kept(looks, '别的词', 1)).status).toBe(403)
    const { desk } = await open()
    expect((await desk.get('/desk/admin/words')).status).toBe(403)
    expect((await kept(desk, '别的词', 1)).status).toBe(403)
    expect((await kept(new Browser(), '别的词', 1)).status).toBe(401)
  })

  test('puts what it finds in front of the reviewers, and takes nothing away', async () => {
    const { slug, desk, api, deskApi } = await open()
    await kept(await signedIn(admin), LIST)
    const phone = new Browser()
    const clean = await ask(phone, slug, '路灯什么时候能修好？')
    const marked = await ask(phone, slug, '代\u200b办*证 件的人贴满楼道，没人管吗？')
    const said = await phone.json('POST', `${api}/comments`, { text: '有人拉我刷单，加VX' })
    expect(said.status).toBe(201)
    const state: DeskState = await (await desk.get(deskApi)).json()
    const of = (no: number) => state.questions.find((one) => one.no === no)
    expect(of(clean.no)?.marks).toBeUndefined()
    expect(of(marked.no)).toMatchObject({ state: 'submitted', marks: ['广告'] })
    expect(state.comments[0]).toMatchObject({ state: 'submitted', marks: ['诈骗', ''] })
    // Whoever asked reads nothing of it, before and after it is published.
    const mine = await (await phone.get('/api/my')).text()
    await decide(desk, slug, { act: 'approve', nos: [marked.no] })
    const shown = await (await phone.get(`${api}/snapshot`)).text()
    for (const bytes of [mine, shown]) {
      expect(bytes).not.toContain('广告')
      expect(bytes).not.toContain('marks')
    }
    const figures: { heldWords: unknown } = await (await phone.get(`${api}/fairness`)).json()
    expect(figures.heldWords).toEqual({ 广告: 1, 诈骗: 1, '': 1 })
  })

  test('goes on as it was known while the record is away', async () => {
    await kept(await signedIn(admin), LIST)
    const now = Date.now()
    expect(await marksOf(env, ['刷单'], now)).toEqual({ list: 1, categories: ['诈骗'] })
    const away = {
      ...env,
      DB: {
        prepare: () => {
          throw new Error('the record is away')
        },
      },
    } as unknown as typeof env
    expect(await marksOf(away, ['刷单'], now + 60_000)).toEqual({ list: 1, categories: ['诈骗'] })
  })

  test('too large a list is refused before it is read', async () => {
    const browser = await signedIn(admin)
    const answer = await kept(browser, '词'.repeat(400_000))
    expect(answer.status).toBe(413)
    const json = await browser.json('POST', '/desk/admin/words', { words: 'x' })
    expect([json.status, await codeOf(json).catch(() => 'NOT_JSON')]).toEqual([415, 'NOT_JSON'])
  })
})
