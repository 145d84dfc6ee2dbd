// Whether the settings of a production portal are fit to be used: the rules are the Worker's own
// (worker/domain/fitness.ts), asked before anything starts instead of at the first request.

/**
 * A sentence for each setting that is wrong; none where the portal is not in production.
 * @param {Record<string, string | undefined>} given settings and secrets by name
 * @param {string[]} [unknown] secrets whose values are not known here, only that they are set
 * @returns {Promise<string[]>}
 */
export async function unfitLines(given, unknown = []) {
  const rules = await import(new URL('../worker/domain/fitness.ts', import.meta.url).href)
  const { isProduction } = await import(
    new URL('../worker/http/production.ts', import.meta.url).href
  )
  if (!isProduction(given)) return []
  return rules
    .unfit(given)
    .filter((/** @type {{ setting: string }} */ { setting }) => !unknown.includes(setting))
    .map(rules.unfitLine)
}

/**
 * Whether residents use this portal for real, by the Worker's own rule.
 * @param {Record<string, unknown>} given
 * @returns {Promise<boolean>}
 */
export async function inProduction(given) {
  const { isProduction } = await import(
    new URL('../worker/http/production.ts', import.meta.url).href
  )
  return isProduction(given)
}
