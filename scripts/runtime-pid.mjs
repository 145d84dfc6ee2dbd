// The runtime (workerd) is a child of Node. Should Node be killed outright, the child may stay
// behind with the data directory open; the next start finds it through a note and ends it.
import { execFileSync } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** @param {string} dataDir */
const noteOf = (dataDir) => path.join(dataDir, 'workerd.pid')

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** @returns {{ pid: number, parent: number, command: string }[]} */
function processes() {
  try {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([pid, parent, command]) => ({
        pid: Number(pid),
        parent: Number(parent),
        command: command ?? '',
      }))
  } catch {
    return []
  }
}

/** Writes down our runtime's process. @param {string} dataDir @returns {Promise<number | undefined>} */
export async function noteRuntime(dataDir) {
  const mine = processes().filter(
    ({ parent, command }) => parent === process.pid && command.includes('workerd'),
  )
  // The newest, should this process serve several portals.
  const pid = mine.map((one) => one.pid).sort((a, b) => b - a)[0]
  if (pid) await writeFile(noteOf(dataDir), JSON.stringify({ pid, node: process.pid }))
  return pid
}

/** Ends a runtime that outlived its Node, and waits until it is gone. @param {string} dataDir */
export async function catchOrphan(dataDir) {
  /** @type {{ pid: number, node: number }} */
  let note
  try {
    note = JSON.parse(await readFile(noteOf(dataDir), 'utf8'))
  } catch {
    return
  }
  const { pid, node } = note
  if (isRunning(node) && node !== process.pid) {
    const still = processes().some((one) => one.pid === pid && one.parent === node)
    if (still) throw new Error(`Another portal (process ${node}) is using ${dataDir}.`)
  }
  const orphan = processes().find((one) => one.pid === pid && one.command.includes('workerd'))
  if (orphan && orphan.parent !== process.pid) {
    process.kill(pid, 'SIGKILL')
    for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  await rm(noteOf(dataDir), { force: true })
}

/** @param {string} dataDir */
export async function forgetRuntime(dataDir) {
  await rm(noteOf(dataDir), { force: true })
}
