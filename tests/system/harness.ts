import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { buildIfChanged } from '../../scripts/build.mjs'
import { ensureChromium } from '../../scripts/chromium.mjs'
import { startPortal, type Portal, type PortalOptions } from '../../scripts/portal.mjs'

export const keys = {
  PORTAL_KEY: 'dGVzdC1wb3J0YWwta2V5LXRlc3QtcG9ydGFsLWtleS0',
  OPERATOR_TOKEN: 'test-operator-token',
  IMPORT_TOKEN: 'test-import-token',
}

/** A folder of its own, deleted by `remove`. */
export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-'))
  // Runtimes end a moment after they are told to, and may still write until then.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  return { folder, remove }
}

/**
 * The built Worker on a free port with empty state. Stop it in `afterAll`, or use `portalForTest`.
 * @example const portal = await openPortal({ vars: { SOCKET_CAP: '10' } })
 */
export async function openPortal(options: Partial<PortalOptions> = {}): Promise<Portal> {
  await buildIfChanged()
  const { folder, remove } = await temporaryFolder()
  const vars = { PORTAL_DEMO: 'on', ...keys, ...options.vars }
  const portal = await startPortal({ dataDir: folder, ...options, vars })
  return {
    ...portal,
    async stop() {
      await portal.stop()
      await remove()
    },
  }
}

/** The same for one test, which stops it at its end. */
export async function portalForTest(options: Partial<PortalOptions> = {}) {
  const portal = await openPortal(options)
  onTestFinished(() => portal.stop())
  return portal
}

/** Posts to /api/operator/… as the operator. */
export function asOperator(portal: Pick<Portal, 'url'>, address: string, body: unknown = {}) {
  return fetch(`${portal.url}/api/operator/${address}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.OPERATOR_TOKEN}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
}

/** Chromium without a screen, and without calls to anybody but the portal. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
