import { createHmac } from 'node:crypto'
import { hookAddress, isRobot } from '../../domain/hook-address'
import { Failure, PATIENCE_MS, type Letter, type Way } from './way'

/** A unit's own system: one signed POST a letter, docs/api.md says how it is checked. */

/** The signature of a body at a time; the receiver computes the same. */
export const signed = (secret: string, time: string, body: string): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')

const lineOf = ({ title, text, url }: Letter) => [title, text, url].filter(Boolean).join('\n')

function bodyOf(letter: Letter, url: string): string {
  if (isRobot(url)) {
    return JSON.stringify({ msgtype: 'text', text: { content: lineOf(letter).slice(0, 600) } })
  }
  const { id, kind, title, text, about, facts, at } = letter
  return JSON.stringify({ v: 1, id, kind, title, text, url: letter.url, about, facts, at })
}

/** Robots answer 200 and say in the body whether they took it. */
async function robotTook(answer: Response): Promise<boolean> {
  const said: unknown = await answer.json().catch(() => null)
  return (
    typeof said === 'object' && said !== null && 'errcode' in said && Number(said.errcode) === 0
  )
}

export function hookWay(to: string, secret: string, hosts: readonly string[]): Way {
  return {
    async send(letter, now) {
      // Looked at again: what the operator allows may have changed since it was kept.
      const { url } = hookAddress(to, hosts)
      if (url === undefined) throw new Failure('address', true)
      const body = bodyOf(letter, url)
      const time = String(now)
      let answer: Response
      try {
        answer = await fetch(url, {
          method: 'POST',
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE_MS),
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'idempotency-key': letter.id,
            'x-mianduimian-time': time,
            'x-mianduimian-signature': signed(secret, time, body),
          },
        })
      } catch {
        throw new Failure('away')
      }
      const took = answer.ok && (!isRobot(url) || (await robotTook(answer)))
      if (!answer.bodyUsed) await answer.body?.cancel()
      if (took) return
      // It is gone for good, and says so.
      throw new Failure('refused', answer.status === 410)
    },
  }
}
