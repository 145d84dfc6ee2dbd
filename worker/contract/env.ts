/** Bindings and settings of a deployment. Secrets and settings are documented in docs/operations.md. */
export interface Env {
  DB: D1Database
  FILES: R2Bucket
  /** Pictures and sound, in a bucket of their own: nothing sealed lies beside what anybody may be given. */
  MEDIA: R2Bucket
  ROOM: DurableObjectNamespace
  DOORMAN: DurableObjectNamespace
  NOTARY: DurableObjectNamespace
  COMPLIANCE: DurableObjectNamespace
  STREAM: DurableObjectNamespace
  COURIER: DurableObjectNamespace
  KEEPER: DurableObjectNamespace
  ASSETS: Fetcher
  /** Master secret (256 bits, base64url); every other key is derived from it by a label. */
  PORTAL_KEY: string
  /** The master secret before the last rotation: opens what was sealed under it, seals nothing. */
  PORTAL_KEY_BEFORE?: string
  /** Bearer token of the operator's own scripts (sign-in links, demo). */
  OPERATOR_TOKEN?: string
  /** Brings the first administrator in, once (256 bits, base64url); dies with their passkey. */
  ADMIN_BOOTSTRAP_TOKEN?: string
  /** `on` where staff without passkeys may sign in with a password and a code that counts once. */
  AUTH_PASSWORD?: string
  /** Bearer token of imports. */
  IMPORT_TOKEN?: string
  /** Seals the network log, and turns it on; a secret of its own, which PORTAL_KEY does not open. */
  COMPLIANCE_KEY?: string
  /** Days that the network log is kept; 183 unless told. */
  COMPLIANCE_DAYS?: string
  /** Writes a minute of one network, by newcomers; of somebody known; costly reads of one network. */
  PACE_WRITES?: RateLimit
  PACE_KNOWN?: RateLimit
  PACE_READS?: RateLimit
  /** `off` where something in front of the portal stops floods; the rooms' own quotas stay. */
  SHIELD?: string
  /** Origin of permanent addresses: in feeds, QR codes and sign-in links. Empty: the address of the request. */
  PUBLIC_URL?: string
  PORTAL_NAME?: string
  /** Seconds that figures are kept once counted; 30 unless told, 0: they are counted every time. */
  FIGURES_SECONDS?: string
  /** Licence of the open data, as an SPDX name or an address; CC-BY-4.0 unless told. */
  DATA_LICENSE?: string
  /** The government this portal serves, e.g. 霞湾县. */
  REGION_NAME?: string
  /** Footer facts of a government site, as JSON: { host, operator, icp, police, siteCode, errorReport }. */
  FOOTER?: string
  /** Sockets one room admits; newcomers beyond it poll the snapshot. */
  SOCKET_CAP?: string
  /** Writes one visitor may send per ten seconds over one socket, votes and questions together. */
  VISITOR_RATE?: string
  /** Votes of one kind a minute on one question that are never held as suspicious; 20 unless told. */
  HOLD_FLOOR?: string
  /** Turnstile, the check for people of level 2: both, or it is not offered. */
  TURNSTILE_SITE_KEY?: string
  TURNSTILE_SECRET?: string
  /** `open-to-l1`: while that service is away, its visitors get level 1; otherwise they get nothing. */
  HUMAN_CHECK_FAIL?: string
  /** `on` when requests come through the office's own TLS proxy, whose X-Forwarded-Proto is then believed. */
  BEHIND_PROXY?: string
  /** The one header in which that proxy tells the reader's address: `x-forwarded-for` (its last) or `x-real-ip`. */
  TRUSTED_ADDRESS_HEADER?: string
  /** The header in which that proxy tells the reader's port, for the network log. */
  TRUSTED_PORT_HEADER?: string
  /** Whom to tell of a weakness, as a URI: in security.txt. */
  SECURITY_CONTACT?: string
  /** `on` where neither an edge nor a proxy compresses answers. */
  COMPRESS?: string
  /** Providers where netizens verify themselves, and where staff sign in, as JSON (http/providers.ts). */
  OIDC_NETIZEN?: string | object[]
  OIDC_STAFF?: string | object[]
  /** The office's SMS gateway: an https address, and the key its requests are signed with. */
  SMS_GATEWAY_URL?: string
  SMS_GATEWAY_KEY?: string
  /** The office's mail server, `smtps://user:password@host` or `smtp://host:587`, and whom mails come from. */
  SMTP_URL?: string
  MAIL_FROM?: string
  /** What the platform sends mails with, where there is no SMTP_URL (Cloudflare `send_email`). */
  MAIL?: SendEmail
  /** Ways an asker may leave to be told by: `phone`, `email`, both parted by a comma; empty: none. */
  CONTACTS?: string
  /** Hosts that units' webhooks may go to, parted by commas; empty: any public host. */
  HOOK_HOSTS?: string
  /** `on` where codes go to the server's log: for trying out, never in production. */
  SMS_CONSOLE?: string
  /** Hosts a picture may come from besides the portal, parted by commas (domain/stream-hosts.ts). */
  STREAM_HOSTS?: string
  /** Pushes a second that one encoder may send; 8 unless told. */
  STREAM_PUSHES?: string
  /** Megabytes an hour of one encoder; 10000 unless told. */
  STREAM_MB?: string
  /** Days a recording is kept; 0, or nothing: for good. */
  RECORDING_DAYS?: string
  /** Days that nightly dumps are kept; nothing: none are made. */
  DUMP_DAYS?: string
  /** The hour they are made, 0 to 23 in Shanghai; 3 unless told. */
  DUMP_HOUR?: string
  /** The largest film that may be handed in, in GB; 8 unless told. */
  FILM_MAX_GB?: string
  /** Days somebody stays verified after proving who they are; 30 at most. */
  PERSON_DAYS?: string
  /** `on` where the demonstration may be seeded. */
  PORTAL_DEMO?: string
  /** `on` where residents use the portal for real; so it is anyway with an https PUBLIC_URL and no demonstration. */
  PRODUCTION?: string
}
