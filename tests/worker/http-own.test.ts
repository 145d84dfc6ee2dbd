import { expect, test } from 'vitest'
import { LOOKUP_MISSES } from '../../worker/contract/limits'
import { formatReceipt, parseReceipt, receiptFromBytes } from '../../worker/domain/receipt'
import { ask, Browser, codeOf, decide, open } from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'
const unknown = () => formatReceipt(receiptFromBytes(crypto.getRandomValues(new Uint8Array(16))))

// ASVS 8.2.2
test('an asker finds everything asked from this device, and nobody else does', async () => {
  const { slug, desk } = await open()
  const asker = new Browser()
  const { id, receipt, no } = await ask(asker, slug, TEXT)
  const said = await asker.json('POST', `/api/sessions/${slug}/comments`, { text: '支持！' })
  expect(said.status).toBe(201)
  await decide(desk, slug, { act: 'reject', nos: [no], reason: 'unclear', note: '请写明小区' })
  const mine = await asker.get('/api/my')
  expect(mine.headers.get('cache-control')).toBe('private, no-store')
  const { items } = (await mine.json()) as {
    items: { id: string; kind: string; receipt: string }[]
  }
  expect(items).toHaveLength(2)
  expect(items.find((item) => item.id === id)).toMatchObject({
    state: 'rejected',
    reason: 'unclear',
    reasonNote: '请写明小区',
    receipt,
  })
  const other = new Browser()
  await ask(other, slug, '另外一个问题：停车位够不够？')
  expect(JSON.stringify(await (await other.get('/api/my')).json())).not.toContain(TEXT)
})

test('a receipt finds its question also with small slips of typing', async () => {
  const { slug } = await open()
  const { id, receipt } = await ask(new Browser(), slug, TEXT)
  const typed = [
    receipt,
    receipt.toLowerCase(),
    receipt.replace(/-/g, ' '),
    ` ${receipt.replace(/-/g, '')} `,
  ]
  for (const one of typed) {
    const found = await new Browser().json('POST', '/api/receipts/lookup', { receipt: one })
    expect([found.status, await found.json()]).toMatchObject([200, { id, receipt, text: TEXT }])
  }
})

test('a mistyped code is told apart from an unknown one and is no guess', async () => {
  const { slug } = await open()
  const { receipt } = await ask(new Browser(), slug, TEXT)
  const code = parseReceipt(receipt) ?? ''
  const wrong = `${code.slice(0, 11)}${code.endsWith('2') ? '3' : '2'}`
  const browser = new Browser()
  for (let i = 0; i < LOOKUP_MISSES + 5; i++) {
    const answer = await browser.json('POST', '/api/receipts/lookup', { receipt: wrong })
    expect([answer.status, await codeOf(answer)]).toEqual([422, 'RECEIPT_MISTYPED'])
  }
  expect((await browser.json('POST', '/api/receipts/lookup', { receipt })).status).toBe(200)
})

// ASVS 2.4.1, 6.3.1
test('guessing codes is slowed down, also when it is done all at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: LOOKUP_MISSES + 10 }, () =>
      new Browser().json('POST', '/api/receipts/lookup', { receipt: unknown() }),
    ),
  )
  const statuses = answers.map((answer) => answer.status)
  expect(statuses.filter((status) => status === 404)).toHaveLength(LOOKUP_MISSES)
  const slowed = answers.find((answer) => answer.status === 429)
  expect(Number(slowed?.headers.get('retry-after'))).toBeGreaterThan(0)
})

// ASVS 8.2.2
test('an asker takes a question back; somebody else cannot', async () => {
  const { slug } = await open()
  const asker = new Browser()
  const { id } = await ask(asker, slug, TEXT)
  const other = new Browser()
  await ask(other, slug, '另外一个问题：停车位够不够？')
  for (const stranger of [other, new Browser()]) {
    const refused = await stranger.send('POST', `/api/my/${id}/withdraw`)
    expect([refused.status, await codeOf(refused)]).toEqual([404, 'NOT_FOUND'])
  }
  for (let i = 0; i < 2; i++) {
    const taken = await asker.send('POST', `/api/my/${id}/withdraw`)
    expect([taken.status, await taken.json()]).toMatchObject([200, { id, state: 'withdrawn' }])
  }
})

test('a question is taken back by its code from any device', async () => {
  const { slug, desk } = await open()
  const { receipt, no } = await ask(new Browser(), slug, TEXT)
  const taken = await new Browser().json('POST', '/api/receipts/withdraw', { receipt })
  expect(await taken.json()).toMatchObject({ state: 'withdrawn', receipt })
  const late = await decide(desk, slug, { act: 'approve', nos: [no] })
  expect(late.status).toBe(409)
})

test('what is answered is not taken back', async () => {
  const { slug, desk } = await open()
  const asker = new Browser()
  const { id, no } = await ask(asker, slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'written',
    speaker: '林局长',
    office: '住建局局长',
    unit: '住建局',
    text: '本月底前装好。',
    solved: 'yes',
  })
  const refused = await asker.send('POST', `/api/my/${id}/withdraw`)
  expect([refused.status, await codeOf(refused)]).toEqual([409, 'NOT_POSSIBLE'])
})
