import { exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'

test('the portal says that it is well', async () => {
  const answer = await exports.default.fetch('http://portal/healthz')
  expect(await answer.json()).toMatchObject({ ok: true })
})
