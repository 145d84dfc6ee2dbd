// The runtime (workerd) is a child of Node. Should Node be killed outright, the child stays behind
// with the data directory open and the port taken; the next start finds it by a note and ends it.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** @typedef {{ pid: number, parent: number, command: string }} Process */

/** @param {string} dataDir */
const noteOf = (dataDir) => path.join(dataDir, 'workerd.pid')

/** @returns {Process[]} */
function processes() {
  // A minimal Debian has no `ps`.
  if (existsSync('/proc/self/stat')) return processesOfProc()
  try {
    const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    return list.split('\n').map((line) => {
      const [pid, parent, command = ''] = line.trim().split(/\s+/)
      return { pid: Number(pid), parent: Number(parent), command }
    })
  } catch {
    return []
  }
}

/** @returns {Process[]} */
function processesOfProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = /^\d+ \((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
        // Zombies wait for somebody to read their exit code; they hold nothing.
        if (!stat || stat[2] === 'Z') return []
        return { pid: Number(pid), parent: Number(stat[3]), command: stat[1] ?? '' }
      } catch {
        return []
      }
    })
}

/** The runtimes this process has started. */
export function ownRuntimes() {
  return processes()
    .filter(({ parent, command }) => parent === process.pid && command.includes('workerd'))
    .map(({ pid }) => pid)
}

/**
 * Writes down our runtime's process; `before` are the runtimes we had already.
 * @param {string} dataDir @param {number[]} before
 * @returns {Promise<number | undefined>}
 */
export async function noteRuntime(dataDir, before) {
  const pid = ownRuntimes().find((one) => !before.includes(one))
  if (pid) await writeFile(noteOf(dataDir), JSON.stringify({ pid, node: process.pid }))
  return pid
}

/** @param {string} dataDir */
export async function forgetRuntime(dataDir) {
  await rm(noteOf(dataDir), { force: true })
}

/**
 * Ends a runtime that outlived its Node, and waits until it is gone. Refuses if it is in use.
 * @param {string} dataDir
 * @returns {Promise<boolean>} whether there was one
 */
export async function catchOrphan(dataDir) {
  /** @type {{ pid: number, node: number }} */
  let note
  try {
    note = JSON.parse(await readFile(noteOf(dataDir), 'utf8'))
  } catch {
    return false
  }
  const find = () =>
    processes().find(({ pid, command }) => pid === note.pid && command.includes('workerd'))
  const left = find()
  if (left?.parent === note.node) {
    throw new Error(`${dataDir} is in use by another portal (process ${note.node}).`)
  }
  if (left) process.kill(left.pid, 'SIGKILL')
  for (let tries = 0; tries < 100 && find(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await forgetRuntime(dataDir)
  return left !== undefined
}
