/** Where an office's mail server stands, and how it is spoken to. */

export interface SmtpServer {
  hostname: string
  port: number
  /** `on`: encrypted from the first byte; `starttls`: after asking for it; `off`: in the clear. */
  tls: 'on' | 'starttls' | 'off'
  user: string
  password: string
}

/** The setting SMTP_URL: `smtps://user:password@mail.example.gov.cn` or `smtp://…:587`; null: not usable. */
export function smtpServer(setting: string | undefined): SmtpServer | null {
  if (!setting || !URL.canParse(setting)) return null
  const url = new URL(setting)
  const safe = url.protocol === 'smtps:'
  if ((!safe && url.protocol !== 'smtp:') || !url.hostname) return null
  const tls = safe ? 'on' : url.searchParams.get('tls') === 'off' ? 'off' : 'starttls'
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (safe ? 465 : 587)),
    tls,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
}
