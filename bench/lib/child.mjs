// A load process of its own, so that measuring does not take turns with the parent.
import * as all from './jobs.mjs'

const jobs = { ...all }

process.on(
  'message',
  async (/** @type {{ job: keyof typeof jobs, given: any }} */ { job, given }) => {
    try {
      process.send?.({ value: await jobs[job](given, 0, []) })
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) })
    }
  },
)
process.on('disconnect', () => process.exit())
