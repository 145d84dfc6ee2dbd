import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SHIELD } from '../../worker/contract/limits'
import { isContact, isWeak, unfit, unfitLine } from '../../worker/domain/fitness'

/** A value as dice would make it, the same in every run. */
const dice = (name: string) => createHash('sha256').update(name).digest('base64url')

const footer = {
  host: '霞湾县人民政府',
  operator: '霞湾县融媒体中心',
  icp: '京ICP备00000000号',
  police: '京公网安备00000000000000号',
  siteCode: '0000000000',
  errorReport: 'https://zfwzgl.www.gov.cn/exposure/jiucuo.html',
}
const good = {
  PUBLIC_URL: 'https://ask.example.gov.cn',
  PORTAL_KEY: dice('1'),
  OPERATOR_TOKEN: dice('2'),
  IMPORT_TOKEN: dice('3'),
  ADMIN_BOOTSTRAP_TOKEN: dice('4'),
  COMPLIANCE_KEY: dice('5'),
  PORTAL_DEMO: 'off',
  FOOTER: JSON.stringify(footer),
  SECURITY_CONTACT: 'mailto:security@ask.example.gov.cn',
  BEHIND_PROXY: 'on',
  TRUSTED_ADDRESS_HEADER: 'X-Real-IP',
}

test('a portal set up as the handbook says is fit', () => {
  expect(unfit(good)).toEqual([])
  const none = {
    BEHIND_PROXY: '',
    TRUSTED_ADDRESS_HEADER: '',
    COMPLIANCE_KEY: '',
    IMPORT_TOKEN: '',
  }
  expect(unfit({ ...good, ...none })).toEqual([])
})

const table: [string, Record<string, string | undefined>, string][] = [
  ['no key', { PORTAL_KEY: undefined }, 'PORTAL_KEY missing'],
  ['a short key', { PORTAL_KEY: dice('1').slice(0, 40) }, 'PORTAL_KEY short'],
  ['a short token', { OPERATOR_TOKEN: dice('2').slice(0, 31) }, 'OPERATOR_TOKEN short'],
  ['a key of one sign', { PORTAL_KEY: 'a'.repeat(64) }, 'PORTAL_KEY weak'],
  ['a repeated key', { PORTAL_KEY: 'k3J9x_2Q7w'.repeat(5) }, 'PORTAL_KEY weak'],
  ['the alphabet', { IMPORT_TOKEN: 'abcdefghijklmnopqrstuvwxyz0123456789' }, 'IMPORT_TOKEN weak'],
  [
    'the key of the tests',
    { PORTAL_KEY: 'dGVzdC1wb3J0YWwta2V5LXRlc3QtcG9ydGFsLWtleS0' },
    'PORTAL_KEY example',
  ],
  [
    'the key of the fuzzer',
    { PORTAL_KEY: 'ZnV6ei1wb3J0YWwta2V5LWZ1enotcG9ydGFsLWtleS1mdXp6' },
    'PORTAL_KEY example',
  ],
  ['the token of the tests', { OPERATOR_TOKEN: 'test-operator-token' }, 'OPERATOR_TOKEN example'],
  [
    'a sentence as a token',
    { ADMIN_BOOTSTRAP_TOKEN: 'change-me-before-you-use-this-in-production' },
    'ADMIN_BOOTSTRAP_TOKEN example',
  ],
  ['one token for two doors', { IMPORT_TOKEN: dice('2') }, 'IMPORT_TOKEN twice'],
  ['the old key as the new one', { PORTAL_KEY_BEFORE: dice('1') }, 'PORTAL_KEY_BEFORE twice'],
  ['the log under the portal’s key', { COMPLIANCE_KEY: dice('1') }, 'COMPLIANCE_KEY twice'],
  ['no compliance log on an own server', { COMPLIANCE_KEY: '' }, 'COMPLIANCE_KEY missing'],
  ['logs for three months', { COMPLIANCE_DAYS: '90' }, 'COMPLIANCE_DAYS too_few'],
  ['logs for a while', { COMPLIANCE_DAYS: 'half a year' }, 'COMPLIANCE_DAYS unknown'],
  ['no address', { PUBLIC_URL: '' }, 'PUBLIC_URL missing'],
  ['an open address', { PUBLIC_URL: 'http://ask.example.gov.cn' }, 'PUBLIC_URL not_https'],
  ['a name instead of an address', { PUBLIC_URL: 'ask.example.gov.cn' }, 'PUBLIC_URL not_https'],
  ['the demonstration', { PORTAL_DEMO: 'on' }, 'PORTAL_DEMO must_be_off'],
  ['no footer', { FOOTER: undefined }, 'FOOTER missing'],
  ['a broken footer', { FOOTER: '{host' }, 'FOOTER unknown'],
  ['a footer that is nothing', { FOOTER: 'null' }, 'FOOTER.host missing'],
  ...Object.keys(footer).map((fact): [string, Record<string, string>, string] => [
    `a footer without ${fact}`,
    { FOOTER: JSON.stringify({ ...footer, [fact]: ' ' }) },
    `FOOTER.${fact} missing`,
  ]),
  ['nobody to tell', { SECURITY_CONTACT: '' }, 'SECURITY_CONTACT missing'],
  ['a name to tell', { SECURITY_CONTACT: '信息中心' }, 'SECURITY_CONTACT unknown'],
  ['a proxy nobody named', { TRUSTED_ADDRESS_HEADER: '' }, 'TRUSTED_ADDRESS_HEADER missing'],
  [
    'Cloudflare’s header on an own server',
    { TRUSTED_ADDRESS_HEADER: 'CF-Connecting-IP' },
    'TRUSTED_ADDRESS_HEADER not_here',
  ],
  [
    'two headers at once',
    { TRUSTED_ADDRESS_HEADER: 'x-real-ip, x-forwarded-for' },
    'TRUSTED_ADDRESS_HEADER unknown',
  ],
  ['every host for pictures', { STREAM_HOSTS: '*.example.com' }, 'STREAM_HOSTS unknown'],
  ['a host with its port', { STREAM_HOSTS: 'a.example.com:8443' }, 'STREAM_HOSTS unknown'],
  ['recordings for a while', { RECORDING_DAYS: 'a year' }, 'RECORDING_DAYS unknown'],
  ['a proxy’s header without a proxy', { BEHIND_PROXY: 'off' }, 'TRUSTED_ADDRESS_HEADER not_here'],
]

// ASVS 13.2.3, 13.3.1
test.each(table)('%s keeps a portal from being used', (_, change, expected) => {
  const faults = unfit({ ...good, ...change })
  expect(faults.map(({ setting, fault }) => `${setting} ${fault}`)).toContain(expected)
})

// ASVS 16.2.5
test('what is wrong is told by name, never by value', () => {
  const given = { ...good, OPERATOR_TOKEN: 'hunter2hunter2', PORTAL_KEY: 'k'.repeat(50) }
  const lines = unfit(given).map(unfitLine).join('\n')
  expect(lines).toContain('OPERATOR_TOKEN')
  expect(lines).not.toContain('hunter2')
  expect(lines).not.toContain('kkk')
})

test('no value that dice made is called weak', () => {
  const fine = fc.property(fc.integer(), fc.integer(), (a, b) => {
    const bytes = createHash('sha256').update(`${a} ${b}`).digest()
    return !isWeak(bytes.toString('base64url')) && !isWeak(bytes.toString('hex'))
  })
  expect(fc.check(fine, { numRuns: 2_000, seed: 26, endOnFailure: true }).failed).toBe(false)
})

test('an address for reports is a mail address, a telephone or a page', () => {
  for (const text of ['mailto:a@b.gov.cn', 'tel:+86-571-88880000', 'https://x.gov.cn/report']) {
    expect([text, isContact(text)]).toEqual([text, true])
  }
  for (const text of ['a@b.gov.cn', 'http://x.gov.cn', 'javascript:alert(1)', 'mailto:a b@c', '']) {
    expect([text, isContact(text)]).toEqual([text, false])
  }
})

test('the shield counts to the same figures on Cloudflare and on an own server', () => {
  const toml = readFileSync(path.resolve(import.meta.dirname, '../../wrangler.toml'), 'utf8')
  const blocks = toml.matchAll(
    /\[\[ratelimits\]\]\nname = "(\w+)"\nnamespace_id = "\d+"\nsimple = \{ limit = (\d+), period = 60 \}/g,
  )
  const bound = Object.fromEntries(Array.from(blocks, ([, name, limit]) => [name, Number(limit)]))
  expect(bound).toEqual(SHIELD)
})
