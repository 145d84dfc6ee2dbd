// Checks a value against the part of JSON Schema that our own description uses. What it does not know
// stops it, so that no rule is passed over in silence.

/** @typedef {Record<string, any>} Schema */

const ignored = new Set(['description', 'default', 'title', 'examples', 'format'])
const checks = new Set([
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  '$ref',
  'anyOf',
  'oneOf',
  'allOf',
  'additionalProperties',
  'propertyNames',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'exclusiveMinimum',
])

/** @param {any} doc @param {Schema} schema @returns {Schema} */
export function resolve(doc, schema) {
  let found = schema
  while (typeof found.$ref === 'string') {
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((/** @type {any} */ at, /** @type {string} */ step) => at?.[step], doc)
    if (!found) throw new Error(`The description refers to ${schema.$ref}, which it does not have.`)
  }
  return found
}

/** @param {unknown} value @param {string} type */
function isOfType(value, type) {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

/**
 * What is wrong with a value: the place and the rule, or null. A field that a closed list of fields does
 * not name is wrong too, because nobody agreed that it may be told.
 * @param {any} doc @param {Schema} given @param {unknown} value @param {string} [at]
 * @returns {string | null}
 */
export function mismatch(doc, given, value, at = '') {
  const schema = resolve(doc, given)
  for (const key of Object.keys(schema)) {
    if (!checks.has(key) && !ignored.has(key)) throw new Error(`A rule nobody checks: ${key}`)
  }
  if (schema.anyOf || schema.oneOf) {
    const branches = /** @type {Schema[]} */ (schema.anyOf ?? schema.oneOf)
    const wrong = branches.map((branch) => mismatch(doc, branch, value, at))
    const fit = wrong.filter((one) => one === null).length
    if (fit === 0) return wrong.find((one) => one !== `${at} type`) ?? `${at} type`
    if (schema.oneOf && fit > 1) return `${at} oneOf`
  }
  for (const part of schema.allOf ?? []) {
    const wrong = mismatch(doc, part, value, at)
    if (wrong) return wrong
  }
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return `${at} type`
  if (schema.enum && !schema.enum.includes(value)) return `${at} enum`
  if ('const' in schema && value !== schema.const) return `${at} const`
  if (typeof value === 'number') return numberMismatch(schema, value, at)
  if (typeof value === 'string') return textMismatch(schema, value, at)
  if (Array.isArray(value)) return listMismatch(doc, schema, value, at)
  if (value !== null && typeof value === 'object') {
    return objectMismatch(doc, schema, /** @type {Record<string, unknown>} */ (value), at)
  }
  return null
}

/** @param {Schema} schema @param {number} value @param {string} at */
function numberMismatch(schema, value, at) {
  if (schema.minimum !== undefined && value < schema.minimum) return `${at} minimum`
  if (schema.maximum !== undefined && value > schema.maximum) return `${at} maximum`
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) {
    return `${at} exclusiveMinimum`
  }
  return null
}

/** @param {Schema} schema @param {string} value @param {string} at */
function textMismatch(schema, value, at) {
  if (schema.minLength !== undefined && value.length < schema.minLength) return `${at} minLength`
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return `${at} maxLength`
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) return `${at} pattern`
  return null
}

/** @param {any} doc @param {Schema} schema @param {unknown[]} value @param {string} at */
function listMismatch(doc, schema, value, at) {
  if (schema.minItems !== undefined && value.length < schema.minItems) return `${at} minItems`
  if (schema.maxItems !== undefined && value.length > schema.maxItems) return `${at} maxItems`
  if (!schema.items) return null
  for (const item of value) {
    const wrong = mismatch(doc, schema.items, item, `${at}[]`)
    if (wrong) return wrong
  }
  return null
}

/** @param {any} doc @param {Schema} schema @param {Record<string, unknown>} value @param {string} at */
function objectMismatch(doc, schema, value, at) {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) return `${at}.${name} required`
  }
  const { properties, additionalProperties, propertyNames } = schema
  for (const [name, inner] of Object.entries(value)) {
    if (propertyNames) {
      const wrong = mismatch(doc, propertyNames, name, `${at}{}`)
      if (wrong) return wrong
    }
    const own = properties && Object.hasOwn(properties, name) ? properties[name] : null
    const rule = own ?? (typeof additionalProperties === 'object' ? additionalProperties : null)
    // Without a list of fields every field is welcome; with one, only those.
    if (!rule && (properties || additionalProperties === false)) return `${at}.${name} undeclared`
    const wrong = rule && mismatch(doc, rule, inner, `${at}.${own ? name : '*'}`)
    if (wrong) return wrong
  }
  return null
}
