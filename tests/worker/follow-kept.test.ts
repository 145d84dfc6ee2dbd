import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { lookIn } from '../../worker/http/watch'
import { readCase } from '../../worker/store/cases'
import { Browser, signedIn } from './http-kit'
import { act, handedOff, layUnitsOfExample, officerSignsIn } from './roads-kit'

/** What is kept of an asker's words after an answer, who opens it, and when it is gone. */

const DAY = 86_400_000
const SECRET = '13812345678'

beforeEach(async () => {
  await layUnitsOfExample()
})

/** A case whose asker gave details with a telephone number in them. */
async function detailsGiven() {
  const { asker, question, ...asked } = await handedOff()
  const { id } = asked
  await act(id, [{ act: 'accepted' }, { act: 'asked_details', text: '是哪几根灯杆？', days: 7 }])
  const given = { step: 'details', case: id, text: `三号到九号，电话${SECRET}。` }
  const answer = await asker.json('POST', `/api/my/${question}/follow`, given)
  expect(answer.status).toBe(200)
  return { ...asked, question }
}

const box = async () =>
  (await env.DB.prepare('SELECT box FROM follow_seals').first<{ box: string | null }>())?.box

const grant = (unit: string) =>
  env.DB.prepare(
    "INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at) VALUES (?1, 'cai', 'officer', ?2, 0, 'a', 0)",
  )
    .bind(`g-${unit}`, unit)
    .run()

describe('details an asker gave', () => {
  test('are read masked by those who handle the case, and whole only for a reason', async () => {
    const { id } = await detailsGiven()
    const desk = await signedIn(officerSignsIn)
    await grant('roads')
    const page = await (await desk.get(`/desk/cases/${id}`)).text()
    expect(page).toContain('三号到九号，电话138****5678。')
    const path = `/desk/cases/${id}/originals`
    expect(await (await desk.get(path)).text()).not.toContain(SECRET)
    const without = await desk.form(path, { reason: '' })
    expect([without.status, (await without.text()).includes(SECRET)]).toEqual([422, false])
    const opened = await desk.form(path, { reason: '要打电话约时间上门' })
    expect([opened.status, (await opened.text()).includes(SECRET)]).toEqual([200, true])
  })

  test('are opened by no other unit and by no visitor', async () => {
    const { id } = await detailsGiven()
    const desk = await signedIn(officerSignsIn)
    await grant('housing')
    for (const somebody of [desk, new Browser()]) {
      const answer = await somebody.form(`/desk/cases/${id}/originals`, { reason: '想看看' })
      expect((await answer.text()).includes(SECRET)).toBe(false)
    }
  })

  test('are gone thirty days after the case ended, and not a day before', async () => {
    const { id } = await detailsGiven()
    const now = Date.now()
    await lookIn(env, now + 400 * DAY)
    expect(await box()).not.toBeNull()
    await env.DB.prepare("UPDATE cases SET state = 'closed', closed_at = ?1").bind(now).run()
    await lookIn(env, now + 29 * DAY)
    expect(await box()).not.toBeNull()
    await lookIn(env, now + 30 * DAY)
    expect(await box()).toBeNull()
    expect((await readCase(env.DB, id))?.file.state).toBe('closed')
  })

  test('go when their author has the own data erased, with every other word', async () => {
    const { id, receipt } = await detailsGiven()
    const erased = await new Browser().json('POST', '/api/receipts/erase', { receipt })
    expect(erased.status).toBe(200)
    expect(await box()).toBeNull()
    const kept = await readCase(env.DB, id)
    expect(JSON.stringify(kept)).not.toContain('三号到九号')
    // That something was given, and when, stays.
    expect(kept?.events.at(-1)?.what).toBe('details_given')
  })
})
