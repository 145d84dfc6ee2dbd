/**
 * The OpenAPI description asks zod's core for one function, by a dynamic import of the whole of it with
 * every language of its messages: 120 kB gzip nobody reads. This gives it that one function.
 * @returns {import('vite').Plugin}
 */
export function onlyJsonSchema() {
  const id = '\0zod-json-schema'
  return {
    name: 'only-json-schema',
    enforce: 'pre',
    resolveId(source, importer) {
      return source === 'zod/v4/core' && importer?.includes('standard-json') ? id : null
    },
    load(asked) {
      return asked === id ? `export { toJSONSchema } from 'zod/v4/core'` : null
    },
  }
}
