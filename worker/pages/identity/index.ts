import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env'
import {
  accountPage,
  endOne,
  endOthers,
  ownPasswordPage,
  removeKey,
  renameKey,
  setOwnPassword,
} from './account'
import { firstPage, joinByPassword, joinPage, signInByCode, signInByPassword } from './doors'
import { proveByPassword, provePage } from './prove'

/** The doors of staff, and their own accounts. */
export const identityPages = new Hono<AppEnv>()
  .post('/desk/sign-in/password', (c) => signInByPassword(c))
  .post('/desk/sign-in/code', (c) => signInByCode(c))
  .get('/desk/join', (c) => joinPage(c))
  .post('/desk/join/password', (c) => joinByPassword(c))
  .get('/desk/first', (c) => firstPage(c))
  .get('/desk/prove', (c) => provePage(c))
  .post('/desk/prove', (c) => proveByPassword(c))
  .get('/desk/me', (c) => accountPage(c))
  .post('/desk/me/passkeys/:id/name', (c) => renameKey(c))
  .post('/desk/me/passkeys/:id/remove', (c) => removeKey(c))
  .post('/desk/me/sessions/:id/end', (c) => endOne(c))
  .post('/desk/me/sessions/end-others', (c) => endOthers(c))
  .get('/desk/me/password', (c) => ownPasswordPage(c))
  .post('/desk/me/password', (c) => setOwnPassword(c))
