import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  asvs,
  faultsOf,
  judged,
  readRows,
  tableFile,
  tagsIn,
  written,
} from '../../scripts/asvs/table.mjs'

describe('the table of ASVS 5.0', () => {
  test('has a test or a reason for each of 253 rows, and names no other', async () => {
    const { table, faults } = await asvs()
    expect(faults).toEqual([])
    expect(table.length).toBe(253)
    expect(table.filter(({ row }) => row.level === 1).length).toBe(70)
    expect(new Set(table.map(({ row }) => row.id)).size).toBe(253)
  })

  test('is written down as it is; if not: npm run asvs', async () => {
    const { text } = await asvs()
    expect(readFileSync(tableFile, 'utf8')).toBe(text)
  })
})

describe('what is wrong with it is told', () => {
  const source = [
    "import x from 'x'",
    '// ASVS 3.4.1, 9.9.9',
    "test.for([1])('HSTS for %s', () => {})",
  ].join('\n')

  test('a tag belongs to the test below it', () => {
    const held = { file: 'a.test.ts', test: 'HSTS for %s' }
    expect(tagsIn('a.test.ts', source)).toEqual([
      { id: '3.4.1', held },
      { id: '9.9.9', held },
    ])
  })

  test('a row without anything, a tag and a reason for no row, a test of what does not apply', async () => {
    const rows = (await readRows()).filter(({ id }) => /^(3\.4\.1|17\.1\.1|2\.1\.1)$/.test(id))
    const tags = new Map(
      tagsIn('a.test.ts', `${source}\n// ASVS 17.1.1\ntest('media', () => {})`).map(
        ({ id, held }) => [id, [held]],
      ),
    )
    const reasons = {
      '17.1.1': { is: 'n/a', why: 'no media' },
      '18': { is: 'met', why: 'no such chapter' },
    } as const
    const table = judged(rows, tags, reasons)
    expect(faultsOf(table, tags, reasons)).toEqual([
      '2.1.1 has neither a test nor a reason',
      'a.test.ts names 9.9.9, which is no row',
      'docs/asvs-reasons.json names 18, which is no row, section or chapter',
      '17.1.1 has a test and yet is said not to apply',
    ])
    expect(written(table)).toContain('| 3.4.1 | L1 | HSTS for a year and more')
  })
})
