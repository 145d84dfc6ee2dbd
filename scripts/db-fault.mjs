/**
 * A main module around the Worker whose DB binding can be made to fail, for proving that a live
 * session goes on while D1 is down. The Worker and its objects share one isolate, hence one switch.
 * Only tests and benchmarks load it.
 * @param {boolean} failing at the start
 */
export const dbFaultModule = (failing) => `
import worker, * as parts from './index.js'
let failing = ${failing}
const failAsync = async () => { throw new Error('D1_ERROR: switched off for a test') }
// D1 takes only its own statements in a batch.
const inner = new WeakMap()
const database = (real) => new Proxy(real, {
  get(target, key) {
    if (failing && ['batch', 'exec'].includes(key)) return failAsync
    const value = target[key]
    if (key === 'prepare') return (sql) => wrap(target.prepare(sql))
    if (key === 'batch') return (list) => target.batch(list.map((one) => inner.get(one) ?? one))
    return typeof value === 'function' ? value.bind(target) : value
  },
})
const wrap = (real) => {
  const proxy = new Proxy(real, {
    get(target, key) {
      if (failing && ['run', 'all', 'first', 'raw'].includes(key)) return failAsync
      const value = target[key]
      if (key === 'bind') return (...values) => wrap(value.apply(target, values))
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  inner.set(proxy, real)
  return proxy
}
const faulty = (env) => ({ ...env, DB: database(env.DB) })
const withFaultyDb = (Base) => class extends Base {
  constructor(ctx, env) { super(ctx, faulty(env)) }
}
export const SessionRoom = withFaultyDb(parts.SessionRoom)
export const Doorman = withFaultyDb(parts.Doorman)
export const Notary = withFaultyDb(parts.Notary)
export const Compliance = withFaultyDb(parts.Compliance)
export const SessionStream = withFaultyDb(parts.SessionStream)
export const Courier = withFaultyDb(parts.Courier)
export const Keeper = withFaultyDb(parts.Keeper)
export default {
  ...worker,
  fetch(request, env, ctx) {
    const url = new URL(request.url)
    if (url.hostname === 'db-fault.test') {
      failing = url.searchParams.get('on') === '1'
      return new Response(String(failing))
    }
    return worker.fetch(request, faulty(env), ctx)
  },
  scheduled: (event, env, ctx) => worker.scheduled?.(event, faulty(env), ctx),
}
`
