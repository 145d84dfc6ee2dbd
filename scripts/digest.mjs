// `npm run digest [-- --to URL]`: one digest over everything a portal holds. A portal and its restored copy have
// the same one, as long as nobody writes. Whoever writes meanwhile changes it.
import { parseArgs } from 'node:util'
import { digestPortal } from './export.mjs'
import { portalAddress } from './portal-address.mjs'

try {
  const { values } = parseArgs({
    options: { to: { type: 'string' }, parts: { type: 'boolean', default: false } },
  })
  const portal = await portalAddress(values.to)
  const { digest } = await digestPortal(portal, values.parts ? console.log : undefined)
  console.log(digest)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
