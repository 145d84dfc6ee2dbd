import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskPersonal } from '../../worker/domain/masking'

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(''))
const mobile = fc.tuple(fc.integer({ min: 3, max: 9 }), digits(9)).map(([a, b]) => `1${a}${b}`)
const birthday = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-11-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replace(/-/g, ''))
const identity = fc
  .tuple(
    fc.constantFrom('110101', '350921', '440305', '513021', '659001'),
    birthday,
    digits(3),
    fc.constantFrom(...'0123456789X'),
  )
  .map((parts) => parts.join(''))

const wide = (text: string) =>
  text.replace(/[0-9X]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
const spelled = (text: string) =>
  text.replace(/\d/g, (sign) => '〇一二三四五六七八九'.charAt(Number(sign)))
const dressed = [
  (text: string) => text,
  wide,
  (text: string) => Array.from(text).join('\u200b'),
  (text: string) => Array.from(text).join(' '),
  (text: string) => Array.from(text).join('-'),
  (text: string) => Array.from(text).join('·'),
  (text: string) =>
    `${text.slice(0, 3)} - ${text.slice(3, 7)} ${text.slice(7)}`.replace(' - ', '- '),
]
const around = fc.constantFrom('', '电话：', '请打', '。谢谢', '（', '）', '\n', '，3号楼', ' 找我')

describe('a phone number', () => {
  test('is masked as in Fujian', () => {
    expect(maskPersonal('请打13800131234，谢谢')).toEqual({
      text: '请打138****1234，谢谢',
      found: ['phone'],
    })
  })

  test('is found with spaces, dashes, full-width figures and the country code', () => {
    expect(maskPersonal('138 0013 1234').text).toBe('138****1234')
    expect(maskPersonal('138-0013-1234').text).toBe('138****1234')
    expect(maskPersonal('１３８００１３１２３４').text).toBe('138****1234')
    expect(maskPersonal('+86 138 0013 1234').text).toBe('+86 138****1234')
    expect(maskPersonal('+8613800131234').text).toBe('+86138****1234')
    expect(maskPersonal('0086-13800131234').text).toBe('0086-138****1234')
    expect(maskPersonal('一三八〇〇一三一二三四').text).toBe('138****1234')
  })

  test('next to other figures is still a phone number', () => {
    expect(maskPersonal('3栋 2 13800131234').text).toBe('3栋 2 138****1234')
    expect(maskPersonal('第一13800131234').text).toBe('第一138****1234')
    expect(maskPersonal('13800131234 13900135678').text).toBe('138****1234 139****5678')
    expect(maskPersonal('**13800131234**').text).toBe('**138****1234**')
  })

  test('is not a part of a longer number', () => {
    for (const text of ['9138001312345', '138001312345678', '订单201380013123499', '1380013123']) {
      expect(maskPersonal(text)).toEqual({ text, found: [] })
    }
  })

  test('is not a date with a count behind it, nor a sum of money', () => {
    for (const text of [
      '1988-12-20 120人',
      '1988年12月20日',
      '13,800,138,000元',
      '2026-11-30 15:42',
    ]) {
      expect(maskPersonal(text)).toEqual({ text, found: [] })
    }
  })

  test('is found in every dress', () => {
    fc.assert(
      fc.property(
        mobile,
        fc.constantFrom(...dressed, spelled),
        around,
        around,
        (number, dress, before, after) => {
          const masked = `${number.slice(0, 3)}****${number.slice(7)}`
          expect(maskPersonal(before + dress(number) + after)).toEqual({
            text: before + masked + after,
            found: ['phone'],
          })
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('an identity number', () => {
  test('is masked as in Fujian', () => {
    expect(maskPersonal('身份证350921199003071123').text).toBe('身份证35*************123')
    expect(maskPersonal('35092119900307112x').text).toBe('35*************12X')
    expect(maskPersonal('350921 19900307 1123').text).toBe('35*************123')
  })

  test('needs a day of birth that exists', () => {
    for (const text of ['350921199002301123', '350921199013011123', '350921170001011123']) {
      expect(maskPersonal(text)).toEqual({ text, found: [] })
    }
  })

  test('is not a part of a longer number', () => {
    const text = '3509211990030711234'
    expect(maskPersonal(text)).toEqual({ text, found: [] })
  })

  test('is found in every dress, before any phone number in it', () => {
    fc.assert(
      fc.property(
        identity,
        fc.constantFrom(...dressed),
        around,
        around,
        (number, dress, before, after) => {
          const masked = `${number.slice(0, 2)}${'*'.repeat(13)}${number.slice(15)}`
          expect(maskPersonal(before + dress(number) + after)).toEqual({
            text: before + masked + after,
            found: ['id_number'],
          })
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('masking', () => {
  test('names both kinds once each, as they appear', () => {
    const { found } = maskPersonal('13800131234 13900131234，350921199003071123')
    expect(found).toEqual(['phone', 'id_number'])
  })

  const noisy = fc
    .array(
      fc.oneof(
        mobile,
        identity,
        fc.constantFrom(
          '1',
          '13',
          '8',
          ' ',
          '-',
          '\u200b',
          'X',
          '*',
          '****',
          '桥',
          '一',
          '86',
          '0',
          '3800',
          '２',
        ),
      ),
      { maxLength: 20 },
    )
    .map((all) => all.join(''))

  test('twice finds nothing new', () => {
    fc.assert(
      fc.property(noisy, (text) => {
        const once = maskPersonal(text).text
        expect(maskPersonal(once)).toEqual({ text: once, found: [] })
      }),
      { numRuns: 5_000 },
    )
  })

  test('leaves text without long numbers alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.replace(/\p{N}/gu, '')
        expect(maskPersonal(plain)).toEqual({ text: plain, found: [] })
      }),
    )
  })

  test('a long text takes no longer than its length', () => {
    for (const piece of ['1', '1 ', '13', '1-3-', '一 ', '*1', '8613']) {
      const started = performance.now()
      maskPersonal(piece.repeat(50_000))
      expect(performance.now() - started).toBeLessThan(2_000)
    }
  })
})
