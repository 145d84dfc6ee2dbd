import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { PromiseInFull, PromisePage } from '../../worker/contract/commitments'
import { notaryOf } from '../../worker/http/audit'
import { dumpAll } from './dump-kit'
import { Browser } from './http-kit'
import { officer, promised, registered, somebody, supervisor } from './promise-kit'

/** Files that show what was done for a promise, and the word of whoever asked. */

const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
const PDF = '%PDF-1.4\n1 0 obj<<>>endobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n'
/** A JPEG with a camera's notes in it. */
const JPEG =
  '\xff\xd8\xff\xe1\x00\x0eExif\0\0GPS 26\xff\xdb\x00\x03\x01\xff\xda\x00\x02\x11\x22\xff\xd9'

const add = (who: Browser, id: string, name: string, content: string) => {
  const body = new FormData()
  body.set('file', new File([latin(content)], name))
  return who.send('POST', `/desk/commitments/${id}/files`, { body })
}
const takeOff = (who: Browser, id: string, file: string, why: string) =>
  who.form(`/desk/commitments/${id}/files/${file}/remove`, { why })
const read = async (id: string) =>
  (await (await new Browser().get(`/api/promises/${id}`)).json()) as PromiseInFull
const pageOf = async (id: string, who = new Browser()) => (await who.get(`/promises/${id}`)).text()

test('the unit shows what was done; anybody reads the file, apart from every page', async () => {
  const here = await promised()
  const id = await registered(here)
  const own = await somebody(officer, 'housing')
  expect((await add(own, id, 'C:\\现场\\电梯.jpg', JPEG)).status).toBe(303)
  // Sent twice it stands there once.
  expect((await add(own, id, '电梯.jpg', JPEG)).status).toBe(303)
  const { evidence } = await read(id)
  expect(evidence).toMatchObject([{ name: '电梯.jpg', unit: '县住建局' }])
  const page = await pageOf(id)
  expect(page).toContain(`/files/${evidence[0]?.id}`)
  expect(page).not.toContain(officer.name)
  const answer = await new Browser().get(`/files/${evidence[0]?.id}`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).not.toContain('GPS')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  // The chain knows its digest, and a copy of the portal has its bytes.
  const rows = await notaryOf(env).rows(1, 200)
  expect(rows.some(({ entry }) => entry.includes(evidence[0]?.sha256 ?? 'none'))).toBe(true)
  const { parts } = await dumpAll()
  expect(parts.get('files')?.join('\n')).toContain(`promises/${id}/`)
})

test('what is no picture and no document, or comes from somebody else, is not taken', async () => {
  const here = await promised()
  const id = await registered(here)
  const own = await somebody(officer, 'housing')
  expect((await add(own, id, '验收.pdf', 'MZ\x90 program')).status).toBe(415)
  expect((await add(own, id, '验收.pdf', '<html>')).status).toBe(415)
  expect((await add(own, id, '验收.pdf', '')).status).toBe(422)
  expect((await own.form(`/desk/commitments/${id}/files`, { file: 'x' })).status).toBe(415)
  const elsewhere = await somebody({ ...officer, id: 'of-roads', unit: '县交通运输局' }, 'roads')
  expect((await add(elsewhere, id, 'a.pdf', PDF)).status).toBe(403)
  expect((await add(new Browser(), id, 'a.pdf', PDF)).status).toBe(401)
  expect((await add(own, '0000000000000', 'a.pdf', PDF)).status).toBe(404)
  expect((await read(id)).evidence).toEqual([])
})

test('what is taken off leaves its day and the reason; the unit cannot take off what others found', async () => {
  const here = await promised()
  const id = await registered(here)
  const own = await somebody(officer, 'housing')
  const outside = await somebody(supervisor)
  expect((await add(outside, id, '现场.pdf', PDF)).status).toBe(303)
  const file = (await read(id)).evidence[0]?.id ?? ''
  expect((await takeOff(own, id, file, '不想公开')).status).toBe(403)
  expect((await takeOff(new Browser(), id, file, '拍到人脸')).status).toBe(401)
  expect((await takeOff(outside, id, file, '')).status).toBe(422)
  expect((await takeOff(outside, id, 'nofile', '拍到人脸')).status).toBe(404)
  expect((await takeOff(outside, id, file, '拍到人脸，电话13859001234')).status).toBe(303)
  expect((await takeOff(here.desk, id, file, '拍到人脸')).status).toBe(409)
  expect((await read(id)).evidence).toMatchObject([
    { name: '现场.pdf', unit: '督查室', removedWhy: '拍到人脸，电话138****1234' },
  ])
  expect(await pageOf(id)).toContain('撤下：拍到人脸')
  expect((await new Browser().get(`/files/${file}`)).status).toBe(410)
  const left = await env.FILES.list({ prefix: `promises/${id}/` })
  expect(left.objects).toEqual([])
})

test('where the words are taken out of the record, what shows the thing is shown no more', async () => {
  const here = await promised()
  const id = await registered(here)
  const own = await somebody(officer, 'housing')
  await add(own, id, '电梯.jpg', JPEG)
  const file = (await read(id)).evidence[0]?.id ?? ''
  await env.DB.prepare('UPDATE answers SET withdrawn = 1 WHERE id = ?1').bind(here.answer).run()
  expect((await read(id)).evidence).toEqual([])
  expect((await new Browser().get(`/files/${file}`)).status).toBe(404)
  expect((await add(own, id, '电梯二.pdf', PDF)).status).toBe(409)
})

test('the asker confirms what the unit reported; before that their word keeps nothing', async () => {
  const here = await promised()
  const id = await registered(here)
  const own = await somebody(officer, 'housing')
  const rated = await here.asker.json('POST', `/api/my/${here.question}/follow`, {
    step: 'rate',
    solved: 'yes',
  })
  expect(rated.status).toBe(200)
  const before = await read(id)
  expect(before).toMatchObject({ state: 'registered', confirmed: false, due: 'ahead' })
  expect(before.asker?.solved).toBe('yes')
  expect(await (await own.get(`/desk/commitments/${id}`)).text()).toContain('请在下面报告办成')
  const text = '电梯已全部投入使用'
  const sent = { state: 'delivered', text, links: '', dueDay: '', seen: '1' }
  expect((await own.form(`/desk/commitments/${id}`, sent)).status).toBe(303)
  // What was said before the report was not said of it.
  expect(await read(id)).toMatchObject({ state: 'delivered', confirmed: false, verifiedBy: null })
  await env.DB.prepare('UPDATE ratings SET at = ?1')
    .bind(Date.now() + 1_000)
    .run()
  expect(await read(id)).toMatchObject({ state: 'delivered', confirmed: true, verifiedBy: null })
  const page = await pageOf(id)
  expect(page).toContain('已办成，提问人已确认')
  const list = await (await new Browser().get('/promises')).text()
  expect(list).toContain('提问人已确认 1 条')
  const { promises } = (await (await new Browser().get('/api/promises')).json()) as PromisePage
  expect(promises.find((one) => one.id === id)?.confirmed).toBe(true)
  // What its asker says of a matter nobody may read is nobody's business.
  await env.DB.prepare("UPDATE questions SET state = 'withdrawn'").run()
  expect((await read(id)).asker).toBeNull()
  expect(await (await new Browser().get('/promises')).text()).not.toContain('提问人已确认 1 条')
})
