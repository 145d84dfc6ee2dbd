// Makes worker/domain/han-variants.ts: which traditional 字 is which simplified one, for search only. The
// facts are those of ICU's transliterator (Unicode's Traditional-Simplified), asked 字 by 字 through its
// command-line tool, and a few that people type and ICU leaves alone.
// usage: apt install icu-devtools; node scripts/han-variants.mjs
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const more = {
  麵: '面',
  裏: '里',
  裡: '里',
  綫: '线',
  喫: '吃',
  羣: '群',
  峯: '峰',
  牀: '床',
  嶽: '岳',
  麴: '曲',
  // 乾 is 干 in 乾淨 and itself in 乾隆: whoever searches means either, so both become one. So with these.
  乾: '干',
  著: '着',
  瞭: '了',
  夥: '伙',
  藉: '借',
}

const signs = []
for (let code = 0x3400; code <= 0x9fff; code += 1) signs.push(String.fromCodePoint(code))
const told = execFileSync('uconv', ['-f', 'utf-8', '-t', 'utf-8', '-x', 'Traditional-Simplified'], {
  input: signs.join('\n'),
  encoding: 'utf8',
}).split('\n')
/** @type {Map<string, string>} */
const pairs = new Map()
for (const [i, from] of signs.entries()) {
  const to = told[i] ?? from
  if (to !== from && to.length === 1) pairs.set(from, to)
}
for (const [from, to] of Object.entries(more)) pairs.set(from, to)
// A chain ends in its last 字, so that folding twice changes nothing.
/**
 * @param {string} sign
 * @returns {string}
 */
const last = (sign, depth = 0) =>
  depth < 5 && pairs.has(sign) ? last(pairs.get(sign) ?? sign, depth + 1) : sign
const kept = [...pairs.keys()].map((from) => [from, last(from)]).filter(([from, to]) => from !== to)
// By their simplified partner: compressed it is a fifth smaller than in the order of the code.
kept.sort(([a, x], [b, y]) => (`${x}${a}` < `${y}${b}` ? -1 : 1))
writeFileSync(
  new URL('../worker/domain/han-variants.ts', import.meta.url),
  '/** Traditional 字 and, at the same place below, their simplified ones. Made by scripts/han-variants.mjs. */\n' +
    `export const TRADITIONAL =\n  '${kept.map(([from]) => from).join('')}'\n` +
    `export const SIMPLIFIED =\n  '${kept.map(([, to]) => to).join('')}'\n`,
)
console.log(`${kept.length} pairs`)
