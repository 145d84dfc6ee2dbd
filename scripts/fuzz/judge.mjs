// What an answer must be, by the description: a status it names, a body of the shape it promises.
import { mismatch } from './schema.mjs'

/** @typedef {import('./requests.mjs').FuzzRequest} FuzzRequest */
/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }} Answer */
/** @typedef {{ kind: 'broken' | 'status' | 'schema' | 'code' | 'header', where: string, what: string }} Finding */

/** What any address may answer, described or not. */
const always = ['BAD_REQUEST', 'WRONG_ORIGIN']
const nowhere = [...always, 'NOT_FOUND', 'METHOD_NOT_ALLOWED']

/** @param {any} doc @param {Operation[]} operations */
export function judge(doc, operations) {
  const shapes = [...new Set(operations.map(({ template }) => template))].map((template) => ({
    template,
    // What is written out wins over what stands for anything.
    open: template.split('{').length,
    shape: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  shapes.sort((a, b) => a.open - b.open)
  const refused = doc.components.schemas.Refused

  /** @param {string} method @param {string} path */
  function operationAt(method, path) {
    const bare = path.split('?')[0] ?? ''
    const asked = method === 'HEAD' ? 'GET' : method
    for (const { template, shape } of shapes) {
      if (!shape.test(bare)) continue
      const found = operations.find((op) => op.template === template && op.method === asked)
      if (found) return found
    }
    return null
  }

  /** @param {FuzzRequest} request @param {Answer} answer @returns {Finding | null} */
  return function findingIn(request, answer) {
    const op = operationAt(request.method, request.path)
    const where = op ? `${op.method} ${op.template}` : `${request.method} (nowhere)`
    const { status, headers, body } = answer
    const type = headers['content-type'] ?? ''
    if (status >= 500)
      return { kind: 'broken', where, what: `${status} ${body.toString().slice(0, 120)}` }
    if (status !== 101 && headers['x-content-type-options'] !== 'nosniff') {
      return { kind: 'header', where, what: `${status} without security headers` }
    }
    // An address outside the API answers for people.
    if (!request.path.startsWith('/api/')) return null
    const described = op?.about.responses[status]
    if (op && !described && !always.includes(codeIn(body))) {
      return { kind: 'status', where, what: `${status} ${codeIn(body)}` }
    }
    if (request.method === 'HEAD' || status === 101 || status === 304 || status === 204) {
      return body.length > 0 ? { kind: 'schema', where, what: `${status} with a body` } : null
    }
    const promised = Object.keys(described?.content ?? {})
    if (status < 400 && promised.length > 0 && !promised.some((one) => type.startsWith(one))) {
      return { kind: 'schema', where, what: `${status} as ${type}` }
    }
    const schema = status < 400 ? described?.content?.['application/json']?.schema : refused
    if (!schema) return null
    if (!type.startsWith('application/json'))
      return { kind: 'schema', where, what: `${status} as ${type}` }
    const wrong = mismatch(doc, schema, parsed(body))
    if (wrong) return { kind: 'schema', where, what: `${status} ${wrong}` }
    if (status < 400) return null
    const code = codeIn(body)
    const codes = op ? [...always, ...(described?.description ?? '').split(', ')] : nowhere
    return codes.includes(code) ? null : { kind: 'code', where, what: `${status} ${code}` }
  }
}

/** @param {Buffer} body */
function parsed(body) {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** @param {Buffer} body @returns {string} */
const codeIn = (body) => parsed(body)?.error?.code ?? ''
