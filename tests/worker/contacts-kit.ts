import { createExecutionContext, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { app } from '../../worker/app'
import type { Courier } from '../../worker/courier/courier'
import { ask, Browser, open } from './http-kit'
import { carried, QUESTION } from './roads-kit'
import { gatewayVars } from './verify-kit'

/** A portal whose operator turned contacts on, and a gateway that keeps what askers are told. */

export const BASE = 'http://portal.test'
export const TEL = '13812345678'

export const contactsOn = {
  CONTACTS: 'phone,email',
  PUBLIC_URL: BASE,
  MAIL_FROM: 'noreply@xiawan.example.cn',
  SMTP_URL: 'smtp://127.0.0.1:9?tls=off',
  ...gatewayVars,
}

/** A browser on a portal with settings of its own. */
export class Here extends Browser {
  constructor(private readonly vars: object = contactsOn) {
    super()
  }

  protected override async reach(request: Request): Promise<Response> {
    return app.fetch(request, { ...env, ...this.vars } as typeof env, createExecutionContext())
  }
}

const courier = () => env.COURIER.getByName('portal') as unknown as DurableObjectStub<Courier>

/** The courier's settings, as the operator's. */
export const courierHas = (more: object = contactsOn) =>
  runInDurableObject(courier(), (object) => {
    Object.defineProperty(object, 'env', { value: { ...env, ...more }, configurable: true })
  })
export const round = (now = Date.now()) =>
  runInDurableObject(courier(), (object: Courier) => object.round(now))

/** A question in a session, its asker's browser, and the contact left with it. */
export async function asked(contact: string | null = TEL) {
  const { slug, desk } = await open()
  const asker = new Here()
  const own = await ask(asker, slug, QUESTION)
  await carried(slug)
  const leave = (text: string) =>
    asker.json('POST', `/api/my/${own.id}/follow`, { step: 'contact', contact: text })
  if (contact !== null) {
    const answer = await leave(contact)
    if (answer.status !== 200) throw new Error(`leaving a contact answered ${answer.status}`)
  }
  return { slug, desk, asker, leave, ...own }
}
