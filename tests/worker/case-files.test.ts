import { expect, test } from 'vitest'
import { attachmentOf, cleanName } from '../../worker/domain/attachments'
import { handedOff, member, press, TRAFFIC, waiting, WATER } from './case-kit'
import { Browser } from './http-kit'

/** Files of a case: what they are says their content, and who reads them says the case. */

const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
const pdf = (inside = '') =>
  latin(`%PDF-1.4\n1 0 obj<<${inside}>>endobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n`)
/** A JPEG with a camera's notes in it. */
const jpeg = latin(
  '\xff\xd8\xff\xe1\x00\x0eExif\0\0GPS 26\xff\xdb\x00\x03\x01\xff\xda\x00\x02\x11\x22\xff\xd9',
)

function form(name: string, bytes: Uint8Array, open = true): FormData {
  const sent = new FormData()
  sent.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name))
  if (open) sent.set('public', '1')
  return sent
}

test('a file is what its content says; where a picture was taken is not kept', () => {
  expect(attachmentOf(pdf())?.type).toBe('application/pdf')
  const kept = attachmentOf(jpeg)
  expect(kept?.type).toBe('image/jpeg')
  expect(new TextDecoder('latin1').decode(kept?.bytes)).not.toContain('GPS')
  for (const lie of [
    latin('MZ\x90\0 program'),
    latin('<html><script>alert(1)</script>'),
    latin('%PDF-1.4 and no end'),
    pdf('/OpenAction 2 0 R'),
    pdf('/S /JavaScript /JS (app.alert)'),
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]),
    new Uint8Array(),
  ]) {
    expect(attachmentOf(lie)).toBeNull()
  }
})

test('names lose their paths, their tricks and every ending but the true one', () => {
  expect(cleanName('C:\\现场\\照片.exe', 'jpg')).toBe('照片.jpg')
  expect(cleanName('../../etc/passwd', 'pdf')).toBe('passwd.pdf')
  expect(cleanName('fdp\u202Egpj."x"\r\n', 'png')).toBe('fdpgpj.png')
  expect(cleanName('....', 'pdf')).toBe('file.pdf')
  expect(cleanName('长'.repeat(300), 'pdf')).toHaveLength(84)
})

test('a unit adds a file; readers get it with the reply, and its stub when it was taken away', async () => {
  const { id } = await handedOff()
  const [officer, approver, other] = await Promise.all([
    member('cai-f', 'officer', { unit: WATER }, '蔡某'),
    member('shen-f', 'approver', { unit: 'county' }, '沈某'),
    member('zheng-f', 'officer', { unit: TRAFFIC }, '郑某'),
  ])
  const to = `/desk/cases/${id}/files`
  const send = (who: Browser, body: FormData) => who.send('POST', to, { body })
  await press(officer, id, 'accepted')
  expect((await send(other, form('a.pdf', pdf()))).status).toBe(403)
  expect((await send(officer, form('a.pdf', latin('MZ')))).status).toBe(415)
  expect((await send(officer, form('a.pdf', new Uint8Array()))).status).toBe(422)
  expect((await send(officer, form('通水照片.jpg', jpeg))).status).toBe(303)
  expect((await send(officer, form('内部.pdf', pdf(), false))).status).toBe(303)
  const page = await (await officer.get(`/desk/cases/${id}`)).text()
  const [shown = '', hidden = ''] = [...page.matchAll(/\/files\/([\w-]+)"/g)].map(([, one]) => one)
  const reader = new Browser()
  const read = async (file: string) => {
    const answer = await reader.get(`/files/${file}`)
    await answer.body?.cancel()
    return answer
  }
  // Nothing of it is public before the reply is.
  expect((await read(shown)).status).toBe(404)
  await press(officer, id, 'draft_final', { text: '已通水。', outcome: 'solved', next: 'submit' })
  await press(approver, id, 'publish', await waiting(id))
  const answer = await read(shown)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await read(hidden)).status).toBe(404)
  expect((await officer.get(`${to}/${hidden}`)).status).toBe(200)
  expect((await other.get(`${to}/${hidden}`)).status).toBe(403)
  const drop = (who: Browser, why: string) => who.form(`${to}/${shown}/remove`, { why })
  expect((await drop(other, '拍到了人脸')).status).toBe(403)
  expect((await drop(officer, '')).status).toBe(422)
  expect((await drop(officer, '拍到了人脸')).status).toBe(303)
  expect((await read(shown)).status).toBe(410)
})
