import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { AlikeItem, SearchAnswer } from '../../worker/contract/search'
import { forgetCommonness } from '../../worker/store/alike-reads'
import { carry, emptyLoad } from '../../worker/store/carry'
import { alikeSet } from '../domain/alike-set'
import { Browser, script } from './http-kit'
import { aQuestion, aSession } from './store-rows'

const reader = new Browser()
const asked = (path: string) => reader.get(path)

async function planted() {
  forgetCommonness()
  const texts = alikeSet.flatMap(({ asked: text, other }) => [text, other])
  const questions = texts.map((text, i) => aQuestion(i + 1, { text }))
  await carry(env.DB, { ...emptyLoad, session: aSession(), questions })
}

test('questions that ask the same are answered best first, word for word, with where they stand', async () => {
  await planted()
  const answer = await asked(`/api/similar?q=${encodeURIComponent('解放路一下大雨就积水')}&limit=3`)
  expect(answer.status).toBe(200)
  const list = await answer.json<AlikeItem[]>()
  expect(list).toHaveLength(3)
  expect(list[0]).toMatchObject({
    title: '下大雨的时候解放路积水严重',
    state: 'listed',
    url: expect.stringMatching(/^\/q\/q\d+$/) as string,
    session: { slug: 'evening' },
    open: true,
  })
})

test('by the index too, nine of ten reworded questions and most with other names are among the first five', async () => {
  await planted()
  const recall = async (by: 'reworded' | 'synonyms') => {
    let found = 0
    const some = alikeSet.filter((_, i) => i % 9 === 0)
    for (const one of some) {
      const answer = await asked(`/api/similar?q=${encodeURIComponent(one[by])}`)
      const list = await answer.json<AlikeItem[]>()
      if (list.some(({ title }) => title === one.asked)) found += 1
    }
    return found / some.length
  }
  expect(await recall('reworded')).toBeGreaterThanOrEqual(0.9)
  expect(await recall('synonyms')).toBeGreaterThanOrEqual(0.6)
})

test('the search answers anybody, and says clearly what it cannot look for', async () => {
  await planted()
  const answer = await asked(`/api/search?q=${encodeURIComponent('路燈')}&facets=1`)
  expect(answer.status).toBe(200)
  const body = await answer.json<SearchAnswer>()
  expect(body.items.map(({ title }) => title)).toEqual(['幸福路的路灯坏了一个多月没人修'])
  expect(body).toMatchObject({ folded: true, words: ['路灯'], total: { n: 1, exact: true } })
  for (const [path, code, status] of [
    ['/api/search', 'EMPTY', 422],
    [`/api/search?q=${'a'.repeat(9_000)}`, 'TOO_LONG', 422],
    ['/api/search?q=a&after=zzz', 'INVALID', 422],
    ['/api/search?q=a&limit=0', 'INVALID', 422],
    ['/api/search?q=a&limit=101', 'INVALID', 422],
    ['/api/search?q=a&order=rank', 'INVALID', 422],
    ['/api/search?q=a&state=rejected_', 'INVALID', 422],
    ['/api/similar', 'EMPTY', 422],
    ['/api/similar?q=a&limit=21', 'INVALID', 422],
    [`/api/similar?q=${'a'.repeat(9_000)}`, 'TOO_LONG', 422],
  ] as const) {
    const refused = await asked(path)
    expect({ path: path.slice(0, 40), status: refused.status }).toEqual({
      path: path.slice(0, 40),
      status,
    })
    expect(await refused.json()).toMatchObject({ error: { code } })
  }
})

test('the index is made anew by the operator alone', async () => {
  const path = '/api/operator/search/rebuild'
  expect((await script(path, 'wrong', '{}')).status).toBe(403)
  expect((await reader.json('POST', path, {})).status).toBe(401)
  let last = { done: false }
  while (!last.done) {
    const answer = await script(path, env.OPERATOR_TOKEN ?? '', '{}')
    expect(answer.status).toBe(200)
    last = await answer.json()
  }
})
