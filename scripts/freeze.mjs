// `npm run freeze [-- --to URL]`: the portal is read and not written, as long as it is moved to another place.
// `npm run thaw [-- --to URL]`: it is written again.
import { parseArgs } from 'node:util'
import { askFor, portalAddress } from './portal-address.mjs'

const [how, ...rest] = process.argv.slice(2)
try {
  const { values } = parseArgs({ args: rest, options: { to: { type: 'string' } } })
  if (how !== 'on' && how !== 'off') throw new Error('Usage: npm run freeze | thaw [-- --to URL]')
  const portal = await portalAddress(values.to)
  const answer = await askFor(portal, 'read-only', { on: how === 'on' })
  const { within } = await answer.json()
  // What was let in a moment before is finished, and every part has heard of it.
  if (how === 'on') await new Promise((done) => setTimeout(done, 2000 * within))
  console.log(how === 'on' ? 'frozen: nothing is written any more' : 'thawed')
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exit(1)
}
