// Values that a schema allows, and ways to spoil them.
import { resolve } from './schema.mjs'

/** @typedef {import('./random.mjs').Chance} Chance */
/** @typedef {import('./world.mjs').World} World */

const sentences = [
  '请问城东小区的电梯什么时候能装好？',
  '新修的路为什么又挖开了，由谁来管？',
  '村卫生室周末没有人值班，能不能排个班？',
  'Why is the bus to the hospital only every two hours?',
  '支持！我们那边也是这样。',
  '学校门口放学时太堵，想请交警来看一看。👍🏽',
]

/**
 * A value for a field whose name says what belongs there; undefined where it does not.
 * @param {Chance} luck @param {World} world @param {string} name @param {string} [where] path template
 */
export function byName(luck, world, name, where = '') {
  if (name === 'slug' && where.endsWith('/import')) return world.mailbox
  if (name === 'slug')
    return where.includes('{slug}') ? luck.pick(world.slugs) : world.freshSlug(luck)
  if (name === 'no' || name === 'into' || name === 'prompt') return luck.whole(1, world.questions)
  if (name === 'id' && where.includes('/answers/')) return luck.pick(world.answers)
  if (name === 'id' && where.includes('{id}')) return luck.pick(world.ids)
  if (name === 'receipt') return luck.pick(world.receipts)
  if (name === 'answer') return luck.pick(world.answers)
  if (name === 'units' || name === 'followUp') return [luck.pick(world.units)]
  if (name === 'startsAt') return world.now + luck.whole(1, 100) * 3_600_000
  if (name === 'endsAt' || name === 'closesAt') return world.now + luck.whole(101, 300) * 3_600_000
  if (name === 'Idempotency-Key') return luck.text(24, 'abcdefghijkmnpqrstuvwxyz0123456789')
  if (name === 'lang') return luck.pick(['zh', 'en'])
  return undefined
}

/**
 * A value that a schema allows.
 * @param {Chance} luck @param {World} world @param {any} doc @param {any} given
 * @param {string} [name] @param {string} [where] @returns {any}
 */
export function valid(luck, world, doc, given, name = '', where = '') {
  const known = byName(luck, world, name, where)
  if (known !== undefined) return known
  const schema = resolve(doc, given)
  if ('const' in schema) return schema.const
  if (schema.enum) return luck.pick(schema.enum)
  const branches = schema.oneOf ?? schema.anyOf
  if (branches) return valid(luck, world, doc, luck.pick(branches), name, where)
  if (schema.type === 'object') {
    /** @type {Record<string, unknown>} */
    const object = {}
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(key) || luck.often(0.3)) {
        object[key] = valid(luck, world, doc, inner, key, where)
      }
    }
    if (schema.propertyNames && luck.often(0.5)) {
      object[luck.whole(1, world.questions)] = luck.whole(0, 9)
    }
    return object
  }
  if (schema.type === 'array') {
    const length = luck.whole(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3))
    const item = name === 'nos' ? 'no' : name
    return Array.from({ length }, () => valid(luck, world, doc, schema.items, item, where))
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    return luck.whole(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 100))
  }
  if (schema.type === 'boolean') return luck.often(0.6)
  if (schema.type === 'null') return null
  if (schema.pattern) return luck.text(luck.whole(1, 12), 'abcdefgh')
  return luck.pick(sentences)
}

/** Stand-ins for what JSON.stringify would not write; `written` puts them in. */
const raw = {
  huge: '@@huge@@',
  tiny: '@@tiny@@',
  deep: '@@deep@@',
  deepObject: '@@deepobject@@',
  minusZero: '@@minuszero@@',
}
const DEPTH = 3_000

/** @param {unknown} value */
export function written(value) {
  return (JSON.stringify(value) ?? '')
    .replaceAll(`"${raw.huge}"`, '1e999')
    .replaceAll(`"${raw.tiny}"`, '-1e-999')
    .replaceAll(`"${raw.minusZero}"`, '-0')
    .replaceAll(`"${raw.deep}"`, '['.repeat(DEPTH) + ']'.repeat(DEPTH))
    .replaceAll(`"${raw.deepObject}"`, '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH))
}

/** Texts that have broken programs before. */
export const nasty = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udc00\ud800',
  'a\u0000b',
  '\u202e\u2066drowssap',
  '\u200b\u200d\ufeff',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
  '👩‍👩‍👧‍👦'.repeat(60),
  '问'.repeat(201),
  '问'.repeat(5_500),
  'x'.repeat(70_000),
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' OR 1=1 --",
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '%00%ff%c0%af',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e400',
  '９'.repeat(20),
  '\r\nset-cookie: a=b',
  '=cmd|calc',
  'İıſK',
  '﷽'.repeat(100),
]

/** @param {Chance} luck */
const wrong = (luck) =>
  luck.pick([
    () => null,
    () => true,
    () => [],
    () => ({}),
    () => [[[]]],
    () => ({ length: 1, 0: 'a' }),
    () => raw.huge,
    () => raw.tiny,
    () => raw.minusZero,
    () => raw.deep,
    () => raw.deepObject,
    () => 0,
    () => -1,
    () => 0.5,
    () => 2 ** 31,
    () => 2 ** 53,
    () => -(2 ** 63),
    () => 1e308,
    () => luck.pick(nasty),
    () => luck.pick(nasty),
    () => luck.pick(nasty),
    () => 'half a character \ud83d',
    () => ['\udc00'],
    () => Array.from({ length: 600 }, (_, i) => i + 1),
  ])()

/**
 * The same value with one place spoiled.
 * @param {Chance} luck @param {any} value @param {string[]} how what was done is noted here
 * @returns {any}
 */
export function spoiled(luck, value, how) {
  const inner = value !== null && typeof value === 'object' && Object.keys(value).length > 0
  if (!inner || luck.often(0.1)) {
    how.push('replace')
    return wrong(luck)
  }
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const key = luck.pick(Object.keys(copy))
  const act = luck.pick(['drop', 'add', 'double', 'inner', 'inner', 'inner', 'inner', 'inner'])
  if (act === 'inner') copy[key] = spoiled(luck, copy[key], how)
  else {
    how.push(act)
    if (act === 'drop') {
      if (Array.isArray(copy)) copy.splice(Number(key), 1)
      else delete copy[key]
    } else if (act === 'double' && Array.isArray(copy)) copy.push(...copy)
    else {
      Object.defineProperty(copy, luck.pick(nasty), {
        value: wrong(luck),
        enumerable: true,
        configurable: true,
      })
    }
  }
  return copy
}
