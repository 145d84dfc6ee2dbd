import type { Env } from '../../contract/env'
import { sha256Text } from '../../http/keys'
import { isMailAddress, mailText } from '../../domain/mail-text'
import { smtpServer } from '../../domain/smtp-server'
import { mailIsSet } from '../../http/contacts'
import { Failure, type Way } from './way'

/** Mail, by the office's own server or by what the platform sends mails with. */

export function mailWay(env: Env, to: string): Way {
  return {
    async send({ id, title, text, url, at }) {
      const from = env.MAIL_FROM ?? ''
      if (!mailIsSet(env)) throw new Failure('not_set')
      if (!isMailAddress(to)) throw new Failure('address', true)
      const body = url === null ? text : `${text}\n\n${url}`
      const raw = mailText({ from, to, subject: title, text: body, id: sha256Text(id), at })
      const server = smtpServer(env.SMTP_URL)
      if (server) {
        const { sendBySmtp } = await import('./smtp')
        return sendBySmtp(server, { from, to, raw })
      }
      const { EmailMessage } = await import('cloudflare:email')
      try {
        await env.MAIL?.send(new EmailMessage(from, to, raw))
      } catch {
        throw new Failure('refused')
      }
    },
  }
}
