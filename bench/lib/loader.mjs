import { fork } from 'node:child_process'
import path from 'node:path'

/** Nothing here runs longer. */
const AT_MOST_MS = 60_000

/**
 * Starts a load process; it does one job at a time.
 * @param {{ atEnd: (ending: () => Promise<void>) => void }} ctx
 */
export function loader(ctx) {
  const child = fork(path.join(import.meta.dirname, 'child.mjs'), { serialization: 'advanced' })
  ctx.atEnd(async () => {
    child.kill('SIGKILL')
  })
  /**
   * @template {Exclude<keyof typeof import('./jobs.mjs'), 'standing'>} Job
   * @param {Job} job
   * @param {Parameters<typeof import('./jobs.mjs')[Job]>[0]} given
   * @returns {Promise<Awaited<ReturnType<typeof import('./jobs.mjs')[Job]>>>}
   */
  return function load(job, given) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`${job} did not end.`))
      }, AT_MOST_MS)
      const gone = () => reject(new Error(`The load process ended during ${job}.`))
      child.once('exit', gone)
      child.once('message', (/** @type {{ value?: any, error?: string }} */ told) => {
        clearTimeout(late)
        child.off('exit', gone)
        if (told.error === undefined) resolve(told.value)
        else reject(new Error(`${job}: ${told.error}`))
      })
      child.send({ job, given })
    })
  }
}
