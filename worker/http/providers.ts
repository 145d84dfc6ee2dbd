import type { Env } from '../contract/env'
import type { Lang } from '../contract/lang'
import type { Audience, Provider } from '../contract/verify'
import { log } from './log'
import { isProduction } from './production'

/**
 * Providers the operator lists in OIDC_NETIZEN and OIDC_STAFF, as JSON. Nobody else's word is taken. Read when
 * somebody verifies or signs in.
 */

export interface ListedProvider extends Provider {
  zh: string
  en: string
}

type Listed = Record<string, unknown>

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= max

const isRecord = (value: unknown): value is Listed =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An issuer is encrypted; on the own machine, outside of production, it need not be. */
function isIssuer(raw: unknown, local: boolean): raw is string {
  if (!isText(raw, 300) || !URL.canParse(raw)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(raw)
  if (username || password || search || hash) return false
  if (protocol === 'https:') return true
  return local && protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

function readOne(item: unknown, local: boolean): ListedProvider | null {
  if (!isRecord(item)) return null
  const { id, issuer, clientId, clientSecret, zh, en, phone } = item
  if (typeof id !== 'string' || !/^[a-z0-9-]{1,32}$/.test(id)) return null
  if (!isIssuer(issuer, local) || !isText(clientId, 300) || !isText(clientSecret, 300)) return null
  if (!isText(zh, 40)) return null
  return {
    id,
    issuer,
    clientId,
    clientSecret,
    zh,
    en: isText(en, 40) ? en : zh,
    phone: phone === true,
  }
}

/**
 * The list in a setting, as JSON or, where secrets stand in a file of their own, as it is; throws with a sentence
 * for the operator where it cannot be used.
 */
export function readProviders(name: string, raw: unknown, local: boolean): ListedProvider[] {
  let list: unknown = raw
  try {
    if (typeof raw === 'string') list = JSON.parse(raw)
  } catch {
    throw new Error(`${name} is not JSON.`)
  }
  if (!Array.isArray(list)) throw new Error(`${name} must be a list of providers.`)
  const read = list.map((item, at) => {
    const provider = readOne(item, local)
    if (!provider) throw new Error(`${name}: provider ${at + 1} lacks something or is not allowed.`)
    return provider
  })
  if (new Set(read.map(({ id }) => id)).size < read.length) {
    throw new Error(`${name}: two providers have the same id.`)
  }
  return read
}

const settingOf = { netizen: 'OIDC_NETIZEN', staff: 'OIDC_STAFF' } as const
const read = new Map<string, ListedProvider[]>()

/** Providers that may be offered now. A setting that cannot be used offers none, and says so in the log. */
export function providersOf(env: Env, audience: Audience): ListedProvider[] {
  const name = settingOf[audience]
  const raw = env[name]
  if (!raw) return []
  const local = !isProduction(env)
  const key = `${name} ${local} ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`
  let found = read.get(key)
  if (!found) {
    try {
      found = readProviders(name, raw, local)
    } catch {
      log('unfit', { setting: name })
      found = []
    }
    read.set(key, found)
  }
  return found
}

/** Providers as buttons. */
export function buttonsOf(env: Env, audience: Audience, lang: Lang) {
  return providersOf(env, audience).map((provider) => ({ id: provider.id, label: provider[lang] }))
}
