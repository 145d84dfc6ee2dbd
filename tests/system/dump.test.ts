import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import { partFile } from '../../scripts/dump-folder.mjs'
import { exportPortal } from '../../scripts/export.mjs'
import { importPortal } from '../../scripts/import-portal.mjs'
import { asOperator, keys, openPortal, portalForTest, temporaryFolder } from './harness'

/** A whole portal goes to another place, by the two commands an office has. */

test('the demonstration is copied into an empty portal, which is then the same to the last byte', async () => {
  const { folder, remove } = await temporaryFolder()
  onTestFinished(remove)
  const dump = path.join(folder, 'dump')
  const from = await openPortal()
  const seeded = await asOperator(from, 'demo')
  const { sessions } = (await seeded.json()) as { sessions: { path: string }[] }
  const one = { url: from.url, token: keys.OPERATOR_TOKEN }
  const manifest = await exportPortal(one, dump)
  const places = manifest.places.map(({ place }) => place.split('/')[0])
  expect(new Set(places)).toEqual(
    new Set(['record', 'notary', 'courier', 'room', 'stream', 'files', 'media']),
  )
  const pages = ['/', '/archive', ...sessions.map(({ path: at }) => at)]
  const read = async (url: string) =>
    Promise.all(pages.map(async (at) => (await (await fetch(url + at)).text()).length > 2_000))
  expect(await read(from.url)).toEqual(pages.map(() => true))
  await from.stop()

  const to = await portalForTest({ vars: { PORTAL_DEMO: 'off' } })
  const other = { url: to.url, token: keys.OPERATOR_TOKEN }
  const bent = path.join(folder, 'bent')
  await cp(dump, bent, { recursive: true })
  const file = path.join(bent, partFile('record'))
  await writeFile(file, (await readFile(file, 'utf8')).replace('电梯', '电视'))
  await expect(importPortal(other, bent)).rejects.toThrow(/record.ndjson was changed/)

  const { digest, equal } = await importPortal(other, dump)
  expect([digest, equal]).toEqual([manifest.digest, true])
  expect(await read(to.url)).toEqual(pages.map(() => true))
  await expect(importPortal(other, dump)).rejects.toThrow(/holds something already/)
}, 120_000)
