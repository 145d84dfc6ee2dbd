import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeFormula, toCsv, type Cell } from '../../worker/domain/csv'

/** A reader as RFC 4180 describes it, written from the other side. */
function parse(csv: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let inside = false
  for (let i = 1; i < csv.length; i++) {
    const sign = csv.charAt(i)
    if (inside) {
      if (sign !== '"') cell += sign
      else if (csv.charAt(i + 1) === '"') cell += csv.charAt(++i)
      else inside = false
    } else if (sign === '"') inside = true
    else if (sign === ',') {
      row.push(cell)
      cell = ''
    } else if (sign === '\r') {
      i += 1
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += sign
  }
  return rows
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '＝',
        '"',
        ',',
        ';',
        '\r',
        '\n',
        '\t',
        ' ',
        '\u200b',
        "'",
        '桥',
        '1',
      ),
    )
    .map((all) => all.join('')),
)

describe('a table', () => {
  test('opens in Excel with its Chinese intact', () => {
    expect(
      toCsv([
        ['编号', '问题'],
        [1, '桥修好了吗，何时？'],
      ]),
    ).toBe('\ufeff编号,问题\r\n1,桥修好了吗，何时？\r\n')
  })

  test('quotes what would break it', () => {
    expect(toCsv([['a,b', 'say "yes"', 'two\nlines', ' edge ', 'a;b']])).toBe(
      '\ufeff"a,b","say ""yes""","two\nlines"," edge ","a;b"\r\n',
    )
  })

  test('leaves nothing empty undefined', () => {
    expect(toCsv([[null, undefined, true, 0]])).toBe('\ufeff,,true,0\r\n')
  })

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1 })), (rows) => {
        const expected = rows.map((row) =>
          row.map((cell) => (looksLikeFormula(cell) ? `'${cell}` : cell)),
        )
        expect(parse(toCsv(rows))).toEqual(expected)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a text from a resident', () => {
  const only = (cell: Cell) => parse(toCsv([[cell]]))[0]?.[0]

  test('is never a formula', () => {
    for (const sign of ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '\t', '\r']) {
      expect(only(`${sign}1+1`)).toBe(`'${sign}1+1`)
    }
  })

  test('hides no formula behind spaces or zero-width characters', () => {
    for (const cover of [' ', '\u3000', '\u200b', '\ufeff', '\u202e', '\xa0 \u2060']) {
      expect(only(`${cover}=1+1`)).toBe(`'${cover}=1+1`)
    }
  })

  test('that is no formula stays as it is', () => {
    for (const plain of ['桥', '1=1', "'=1", '“=1”', '', '3-4月']) expect(only(plain)).toBe(plain)
  })

  test('is not confused with a negative number of ours', () => {
    expect(only(-5)).toBe('-5')
    expect(only('-5')).toBe("'-5")
  })

  test('begins with no sign a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(text, (cell) => {
        expect(only(cell)).not.toMatch(/^[\s\u200b]*[=+\-@＝＋－＠]/)
      }),
    )
  })
})
