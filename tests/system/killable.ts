import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { vi } from 'vitest'
import { ownNode } from '../../scripts/paths.mjs'

/** A portal in its own group of processes, killed and started again on the same data. */
export class Server {
  url = ''
  #pids: number[] = []
  #ready = Promise.withResolvers<void>()

  constructor(private readonly options: object) {}

  /** Resolves when a server is ready. */
  get up(): Promise<void> {
    return this.#ready.promise
  }

  async start(): Promise<void> {
    const serve = path.join(import.meta.dirname, 'fixtures/serve.mjs')
    const child = spawn(ownNode, [serve, JSON.stringify(this.options)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (data) => (said += data))
    const exited = once(child, 'exit').then(() => {
      throw new Error(`the server ended before it was ready:\n${said}`)
    })
    exited.catch(() => {})
    const lines = createInterface({ input: child.stdout })
    const [line] = (await Promise.race([once(lines, 'line'), exited])) as [string]
    const { url, workerd } = JSON.parse(line) as { url: string; workerd: number }
    this.url = url
    this.#pids = [child.pid as number, workerd]
    this.#ready.resolve()
  }

  /** kill -9 for Node and workerd in one stroke; nobody gets to close anything. */
  async kill(): Promise<void> {
    const [node = 0] = this.#pids
    // Whoever fails from now on waits for the next one.
    this.#ready = Promise.withResolvers()
    process.kill(-node, 'SIGKILL')
    const gone = async () => {
      for (const pid of this.#pids)
        if (await isRunning(pid)) throw new Error(`${pid} is still there`)
    }
    await vi.waitFor(gone, { interval: 10, timeout: 5_000 })
  }
}

async function isRunning(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return line !== '' && !/^\d+ \(.*\) Z/.test(line)
}
