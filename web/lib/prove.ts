/** Proving again at the desk who one is: as little of passkeys as that takes, for the desk is heavy already. */

const bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))

const text = (raw: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(raw)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: 'POST',
    cache: 'no-store',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json()) as T
}

interface Options {
  challenge: string
  rpId: string
  timeout: number
  allowCredentials?: { id: string }[]
}

/** By a passkey; signs in anew where nobody is signed in any more. Whether it worked. */
export async function proveHere(signedOut: boolean): Promise<boolean> {
  const [ask, send] = signedOut
    ? ['/api/staff/sign-in/challenge', '/api/staff/sign-in']
    : ['/api/desk/me/challenge', '/api/desk/me/prove']
  try {
    const options = await post<Options>(ask, signedOut ? {} : { for: 'prove' })
    const { challenge, rpId, timeout, allowCredentials = [] } = options
    const found = (await navigator.credentials.get({
      publicKey: {
        challenge: bytes(challenge),
        rpId,
        timeout,
        userVerification: 'required',
        allowCredentials: allowCredentials.map(({ id }) => ({ type: 'public-key', id: bytes(id) })),
      },
    })) as PublicKeyCredential | null
    if (!found) return false
    const { id, rawId } = found
    const said = found.response as AuthenticatorAssertionResponse
    const response = {
      clientDataJSON: text(said.clientDataJSON),
      authenticatorData: text(said.authenticatorData),
      signature: text(said.signature),
    }
    const credential = { id, rawId: text(rawId), type: 'public-key', response }
    await post(send, { credential: { ...credential, clientExtensionResults: {} } })
    return true
  } catch {
    return false
  }
}

const signs = ['pointerdown', 'keydown'] as const
const EVERY_MS = 5 * 60_000

/** Tells the portal now and then that somebody is here: reading and listening are work too. */
export function stayAlive(): void {
  let told = Date.now()
  const tell = () => {
    if (Date.now() - told < EVERY_MS) return
    told = Date.now()
    void fetch('/api/desk/me/alive', { method: 'POST' }).catch(() => undefined)
  }
  for (const sign of signs) addEventListener(sign, tell, { passive: true })
}
