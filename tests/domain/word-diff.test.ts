import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  publicCorrections,
  replyCorrections,
  sealingWhy,
  typedWhy,
} from '../../worker/domain/corrections'
import type { RevisionRecord } from '../../worker/domain/records'
import { tokensOf, wordDiff } from '../../worker/domain/word-diff'

const side = (before: string, after: string, kinds: string[]) =>
  wordDiff(before, after)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('')

/** Texts as people write them: few signs, so that they often agree. */
const texts = fc.string({
  unit: fc.constantFrom('路', '灯', '修', '好', '，', '。', '12345', ' ', 'BRT', '👍🏽', '\n', 'é'),
  maxLength: 60,
})

test('whoever leaves out what came reads the first wording, whoever leaves out what went the second', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(side(before, after, ['same', 'gone'])).toBe(before)
      expect(side(before, after, ['same', 'new'])).toBe(after)
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      expect(side(before, after, ['same', 'gone'])).toBe(before)
      expect(side(before, after, ['same', 'new'])).toBe(after)
      expect(tokensOf(before).join('')).toBe(before)
    }),
  )
})

test('a wording that did not change has no difference, and nothing is shown that is empty', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(wordDiff(before, before).every(({ kind }) => kind === 'same')).toBe(true)
      expect(wordDiff(before, after).every(({ text }) => text !== '')).toBe(true)
    }),
  )
})

test('only the words that changed are marked', () => {
  expect(wordDiff('路灯11月20日修好。', '路灯11月30日修好。')).toEqual([
    { kind: 'same', text: '路灯11月' },
    { kind: 'gone', text: '20' },
    { kind: 'new', text: '30' },
    { kind: 'same', text: '日修好。' },
  ])
  expect(wordDiff('公交车什么时侯延长', '公交车什么时候延长')).toEqual([
    { kind: 'same', text: '公交车什么时' },
    { kind: 'gone', text: '侯' },
    { kind: 'new', text: '候' },
    { kind: 'same', text: '延长' },
  ])
})

test('two wordings with nothing in common are told in one breath, also when they are long', () => {
  const before = '甲'.repeat(2_000)
  const after = '乙'.repeat(2_000)
  expect(wordDiff(before, after)).toEqual([
    { kind: 'gone', text: before },
    { kind: 'new', text: after },
  ])
})

const aRevision = (facts: Partial<RevisionRecord>): RevisionRecord => ({
  id: 'r',
  sessionId: 's',
  entity: 'question',
  entityId: 'q1',
  why: 'typo',
  before: '',
  after: '',
  by: 'm1',
  at: 1,
  ...facts,
})
const kept = (text: string, details: string | null = null) => JSON.stringify({ text, details })

test('a reader sees both wordings of a corrected question, and not how they are kept', () => {
  const [told] = publicCorrections([
    aRevision({ before: kept('时侯', '细节'), after: kept('时候', '细节') }),
  ])
  expect(told).toMatchObject({ before: '时侯\n细节', after: '时候\n细节' })
})

test('what was masked later is in no earlier wording either, neither before nor after', () => {
  const told = publicCorrections([
    aRevision({ at: 1, before: kept('住三号楼的林某问'), after: kept('住三号楼的林某问：') }),
    aRevision({ at: 2, why: 'mask', before: kept('住三号楼的林某问：'), after: kept('居民问：') }),
    aRevision({ at: 3, before: kept('居民问：'), after: kept('居民问') }),
  ])
  expect(told.map(({ before, after }) => [before, after])).toEqual([
    [null, null],
    [null, '居民问：'],
    ['居民问：', '居民问'],
  ])
})

test('a wording with a telephone number in it stays sealed whatever reason was given', () => {
  const [told] = publicCorrections([
    aRevision({
      entity: 'answer',
      why: '电话13812345678写错了',
      before: '请打13812345678',
      after: '请打12345',
    }),
  ])
  expect(told?.before).toBeNull()
  expect(told?.after).toBe('请打12345')
  expect(told?.why).not.toContain('13812345678')
})

describe('a department’s reply that was corrected', () => {
  const reply = (id: string, text: string, corrects: string | null = null, why = '日期写错了') => ({
    id,
    caseId: 'c1',
    state: 'published' as const,
    text,
    corrects,
    correctedWhy: corrects === null ? null : why,
    publishedAt: Number(id),
  })
  const first = reply('1', '三天内通水。')

  test('shows both wordings, its day and its reason', () => {
    expect(replyCorrections([reply('2', '五天内通水。', '1'), first])).toEqual([
      {
        entity: 'reply',
        entityId: 'c1',
        why: '日期写错了',
        before: '三天内通水。',
        after: '五天内通水。',
        at: 2,
      },
    ])
    expect(replyCorrections([first])).toEqual([])
  })

  test('shows no wording that its correction takes out of sight, nor one before it', () => {
    const sealed = sealingWhy('写了住户姓名')
    expect([sealed, typedWhy(sealed), sealingWhy(sealed)]).toEqual([
      '遮盖个人信息：写了住户姓名',
      '写了住户姓名',
      sealed,
    ])
    const rows = [
      first,
      reply('2', '张三家五天内通水。', '1'),
      reply('3', '五天内通水。', '2', sealed),
      reply('4', '六天内通水。', '3'),
    ]
    const told = replyCorrections(rows).map(({ before, after }) => [before, after])
    expect(told).toEqual([
      [null, null],
      [null, '五天内通水。'],
      ['五天内通水。', '六天内通水。'],
    ])
  })

  test('shows no draft, and nothing that reads like personal data', () => {
    const draft = {
      ...reply('2', '五天内通水。', '1'),
      state: 'review' as const,
      publishedAt: null,
    }
    expect(replyCorrections([first, draft])).toEqual([])
    const [told] = replyCorrections([
      reply('1', '请打13859001234。'),
      reply('2', '请打公开电话。', '1'),
    ])
    expect(told).toMatchObject({ before: null, after: '请打公开电话。' })
  })
})
