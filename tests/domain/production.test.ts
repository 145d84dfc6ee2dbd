import { expect, test } from 'vitest'
import { isProduction } from '../../worker/http/production'

test('a portal with an encrypted address and no demonstration is in production', () => {
  expect(isProduction({ PUBLIC_URL: 'https://ask.example.gov.cn' })).toBe(true)
  expect(isProduction({ PUBLIC_URL: 'HTTPS://ask.example.gov.cn', PORTAL_DEMO: 'off' })).toBe(true)
})

// ASVS 13.4.2
test('a laptop and a demonstration are not, unless the operator says so', () => {
  expect(isProduction({})).toBe(false)
  expect(isProduction({ PUBLIC_URL: 'http://localhost:8787' })).toBe(false)
  expect(isProduction({ PUBLIC_URL: 'https://demo.example', PORTAL_DEMO: 'on' })).toBe(false)
  expect(isProduction({ PRODUCTION: 'on' })).toBe(true)
  expect(isProduction({ PRODUCTION: 'on', PORTAL_DEMO: 'on' })).toBe(true)
})
