/** Straight to a portal behind a proxy a script says what the proxy would: without it, production refuses. */
const asProxy = {
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
}
const isLocal = (/** @type {string} */ url) =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)

/** What a request to this portal has to say of itself. @param {string} url @returns {Record<string, string>} */
export const headersFor = (url) => (isLocal(url) ? asProxy : {})

/**
 * A request straight to the portal: of the operator API with its token, or of anybody's address without one.
 * Bytes are put, text is JSON already, everything else becomes JSON.
 * @param {string} url @param {string | null} token @param {string} address @param {unknown} [body]
 */
export function operatorFetch(url, token, address, body = {}) {
  const headers = headersFor(url)
  if (token === null) return fetch(url + address, { headers })
  const bytes = body instanceof Uint8Array
  return fetch(`${url}/api/operator/${address}`, {
    method: bytes ? 'PUT' : 'POST',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      'content-type': bytes ? 'application/octet-stream' : 'application/json',
    },
    body: bytes ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/**
 * Asks the portal's operator API. Answers undefined where this build has no such address yet or
 * the portal refuses, after saying so.
 * @param {string} url origin of the portal
 * @param {string} token OPERATOR_TOKEN
 * @param {string} address such as 'demo'
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function askOperator(url, token, address, body = {}) {
  const target = `${url}/api/operator/${address}`
  const answer = await operatorFetch(url, token, address, body).catch(
    (/** @type {Error} */ error) => error,
  )
  if (answer instanceof Error) {
    console.warn(`  ${target} cannot be reached: ${answer.message}`)
    return undefined
  }
  if (answer.ok) return answer.json()
  const said = (await answer.text()).slice(0, 200)
  console.warn(`  /api/operator/${address} answered ${answer.status}${said && `: ${said}`}`)
  return undefined
}
