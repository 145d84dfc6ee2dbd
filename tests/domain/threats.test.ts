import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const lines = readFileSync(path.join(root, 'docs/threats.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, name = '']) => /^T\d+$/.test(name))

describe('the table of threats', () => {
  test('has a line for each, and skips none', () => {
    expect(lines.length).toBeGreaterThan(40)
    expect(lines.map(([, name]) => name)).toEqual(lines.map((_, at) => `T${at + 1}`))
  })

  test('names tests that are there, and says where there is none', () => {
    const wrong = lines.flatMap(([, name = '', , , held = '']) => {
      const files = [...held.matchAll(/`(tests\/[^`]+)`/g)].map(([, file = '']) => file)
      const gone = files.filter((file) => !existsSync(path.join(root, file)))
      const silent = files.length === 0 && !held.includes('no test')
      return [...gone.map((file) => `${name}: ${file}`), ...(silent ? [name] : [])]
    })
    expect(wrong).toEqual([])
  })
})
