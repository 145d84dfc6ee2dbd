import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { ownByReceipt, ownQuestions } from '../../worker/store/own'
import { mailboxPage, recordPage, searchRecord } from '../../worker/store/question-reads'
import { aQuestion, aSession, NOON } from './store-rows'

/** A database that remembers what it was asked, with the values. */
function listening() {
  const asked: { sql: string; values: unknown[] }[] = []
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name).bind(target) as unknown
      return (sql: string) => {
        const one: { sql: string; values: unknown[] } = { sql, values: [] }
        asked.push(one)
        return new Proxy(target.prepare(sql), {
          get(statement, verb) {
            const found = Reflect.get(statement, verb) as unknown
            if (verb !== 'bind') return typeof found === 'function' ? found.bind(statement) : found
            return (...values: unknown[]) => {
              one.values = values
              return statement.bind(...values)
            }
          },
        })
      }
    },
  })
  return { db, asked }
}

/** How SQLite goes about the statements that read questions in order, a line each. */
async function plans(work: (db: D1Database) => Promise<unknown>): Promise<string[]> {
  const { db, asked } = listening()
  await work(db)
  const lines: string[] = []
  for (const { sql, values } of asked) {
    if (
      !/from "?questions.* order by .*listed_at|from "?questions.*(asker|receipt_hash)" = \?/i.test(
        sql,
      )
    ) {
      continue
    }
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    lines.push(...plan.results.map(({ detail }) => detail))
  }
  expect(lines).not.toEqual([])
  return lines
}

describe('however large the record grows', () => {
  beforeEach(async () => {
    const questions = Array.from({ length: 50 }, (_, i) =>
      aQuestion(i + 1, { asker: `asker-${i}`, receiptHash: `hash-${i}` }),
    )
    await carry(env.DB, { ...emptyLoad, session: aSession(), questions })
  })

  test('a question is found by its receipt without reading the others', async () => {
    const lines = await plans((db) => ownByReceipt(db, 'hash-7'))
    expect(lines.join('\n')).toContain('questions_receipt')
  })

  test('what one device asked is found without reading the others', async () => {
    const lines = await plans((db) => ownQuestions(db, 'asker-7'))
    expect(lines.join('\n')).toContain('questions_asker')
  })

  test('a page of a session reads that session only', async () => {
    const request = { order: 'new', page: 1, size: 20 } as const
    const lines = await plans((db) => recordPage(db, 'evening', request, NOON))
    expect(lines.join('\n')).toContain('questions_listed')
    expect(lines.filter((line) => line === 'SCAN questions')).toEqual([])
  })

  test('a page of a mailbox goes on where the last one ended', async () => {
    const lines = await plans((db) => mailboxPage(db, 'evening', { order: 'new' }, NOON))
    expect(lines.join('\n')).toContain('questions_listed')
    expect(lines.filter((line) => line.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([])
  })

  test('a search reads from the newest on, and stops when its page is full', async () => {
    const lines = await plans((db) => searchRecord(db, ['电梯']))
    expect(lines.join('\n')).toContain('questions_newest')
  })
})
