import * as oauth from 'oauth4webapi'
import { LOGIN_MS, PROVIDER_MS, type Audience, type Provider } from '../contract/verify'
import { keepAttempt, takeAttempt } from '../store/logins'

/**
 * Signing in at a provider by OpenID Connect: code flow with PKCE, state and nonce. Nothing is asked of a
 * provider but for a login. What a login needs at its end is derived from the state and what the browser keeps,
 * so the row between holds hashes only.
 */

export interface OidcDeps {
  db: D1Database
  now: number
  /** A code under the portal's key: 256 bits in base64url. */
  keyed: (text: string) => string
  digest: (text: string) => string
  random: () => string
}

/** Why a login came to nothing. */
export type LoginFailure = 'provider_away' | 'declined' | 'login_failed'

export class LoginFailed extends Error {
  override name = 'LoginFailed'
  constructor(
    readonly why: LoginFailure,
    /** Where the person came from, once that is known. */
    readonly back: string | null = null,
  ) {
    super(why)
  }
}

/** Whom a provider vouches for. */
export interface Vouched {
  sub: string
  /** As the provider gives it, if it says that it is verified. */
  tel: string | null
  back: string
}

const HOUR_MS = 3_600_000
/** What providers say of themselves, kept for an hour. */
const known = new Map<string, { at: number; server: oauth.AuthorizationServer }>()
/** Their keys. */
const keySets = new WeakMap<oauth.AuthorizationServer, oauth.JWKSCacheInput>()

/** Unencrypted only where the issuer itself is, which http/providers.ts allows on the own machine alone. */
function asking({ issuer }: Provider) {
  return {
    signal: () => AbortSignal.timeout(PROVIDER_MS),
    [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
  }
}

async function serverOf({ now }: OidcDeps, provider: Provider): Promise<oauth.AuthorizationServer> {
  const { issuer } = provider
  const found = known.get(issuer)
  if (found && now >= found.at && now - found.at < HOUR_MS) return found.server
  const url = new URL(issuer)
  try {
    const answer = await oauth.discoveryRequest(url, { algorithm: 'oidc', ...asking(provider) })
    const server = await oauth.processDiscoveryResponse(url, answer)
    known.set(issuer, { at: now, server })
    return server
  } catch {
    throw new LoginFailed('provider_away')
  }
}

const clientOf = ({ clientId }: Provider): oauth.Client => ({ client_id: clientId })
const verifierOf = ({ keyed }: OidcDeps, state: string, browser: string) =>
  keyed(`pkce|${state}|${browser}`)
const nonceOf = ({ keyed }: OidcDeps, state: string, browser: string) =>
  keyed(`nonce|${state}|${browser}`)

/** Begins a login: the address at the provider to go to. `browser` is the secret this browser keeps. */
export async function beginLogin(
  deps: OidcDeps,
  audience: Audience,
  provider: Provider,
  { browser, back, redirectUri }: { browser: string; back: string; redirectUri: string },
): Promise<URL> {
  const server = await serverOf(deps, provider)
  if (!server.authorization_endpoint) throw new LoginFailed('provider_away')
  const state = deps.random()
  const attempt = {
    id: deps.digest(state),
    browser: deps.digest(browser),
    provider: `${audience}:${provider.id}`,
    back,
    expiresAt: deps.now + LOGIN_MS,
  }
  await keepAttempt(deps.db, attempt, deps.now)
  const url = new URL(server.authorization_endpoint)
  const challenge = await oauth.calculatePKCECodeChallenge(verifierOf(deps, state, browser))
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: provider.phone ? 'openid phone' : 'openid',
    state,
    nonce: nonceOf(deps, state, browser),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url
}

/**
 * Ends a login with what the provider sent along. The attempt is used up first: the same answer again, from
 * another browser, of another provider or with another state, finds none.
 */
export async function endLogin(
  deps: OidcDeps,
  audience: Audience,
  provider: Provider,
  { browser, redirectUri, answer }: { browser: string; redirectUri: string; answer: URL },
): Promise<Vouched> {
  const state = answer.searchParams.get('state') ?? ''
  const attempt = {
    id: deps.digest(state),
    browser: deps.digest(browser),
    provider: `${audience}:${provider.id}`,
  }
  const taken = await takeAttempt(deps.db, attempt, deps.now)
  if (!taken) throw new LoginFailed('login_failed')
  try {
    const server = await serverOf(deps, provider)
    const params = oauth.validateAuthResponse(server, clientOf(provider), answer, state)
    return {
      ...(await redeem(deps, server, provider, { params, state, browser, redirectUri })),
      ...taken,
    }
  } catch (error) {
    throw new LoginFailed(whyOf(error), taken.back)
  }
}

/** The client's secret, in the way the provider takes it. */
function secretOf(
  { token_endpoint_auth_methods_supported: ways }: oauth.AuthorizationServer,
  { clientSecret }: Provider,
): oauth.ClientAuth {
  const post = ways?.includes('client_secret_post') && !ways.includes('client_secret_basic')
  return post ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret)
}

/** Exchanges the code, and looks at every claim and at the signature of what comes back. */
async function redeem(
  deps: OidcDeps,
  server: oauth.AuthorizationServer,
  provider: Provider,
  given: { params: URLSearchParams; state: string; browser: string; redirectUri: string },
): Promise<{ sub: string; tel: string | null }> {
  const client = clientOf(provider)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    secretOf(server, provider),
    given.params,
    given.redirectUri,
    verifierOf(deps, given.state, given.browser),
    asking(provider),
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonceOf(deps, given.state, given.browser),
    requireIdToken: true,
  })
  const keys = keySets.get(server) ?? {}
  keySets.set(server, keys)
  await oauth.validateApplicationLevelSignature(server, answer, {
    ...asking(provider),
    [oauth.jwksCache]: keys,
  })
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw new LoginFailed('login_failed')
  if (!provider.phone) return { sub: claims.sub, tel: null }
  const told = server.userinfo_endpoint
    ? await oauth.processUserInfoResponse(
        server,
        client,
        claims.sub,
        await oauth.userInfoRequest(server, client, tokens.access_token, asking(provider)),
      )
    : claims
  const tel = told['phone_number_verified'] === true ? told['phone_number'] : null
  return { sub: claims.sub, tel: typeof tel === 'string' ? tel : null }
}

/** What a provider that is out of order answers: another status than agreed, or a page instead of JSON. */
const outOfOrder = new Set<string>([oauth.RESPONSE_IS_NOT_CONFORM, oauth.RESPONSE_IS_NOT_JSON])

/** A person who said no, a provider that is not there, or anything that should not be. */
function whyOf(error: unknown): LoginFailure {
  if (error instanceof LoginFailed) return error.why
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === 'access_denied' ? 'declined' : 'login_failed'
  }
  // Without a code it is none of the library's, which judges answers: there was no answer.
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (typeof code !== 'string') return 'provider_away'
  return outOfOrder.has(code) ? 'provider_away' : 'login_failed'
}
