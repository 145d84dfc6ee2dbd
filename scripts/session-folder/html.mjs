// Pages of a portal as trees, so that they can be changed without guessing. They are written by the portal itself,
// every tag closed: what is not so is no page of a portal, and refused rather than mended.

/**
 * @typedef {{ tag: string, at: Record<string, string>, in: Node[] }} Element
 * @typedef {string | Element} Node text as it stands in the page, entities and all
 */

const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
/** What is in them is text, whatever it looks like. */
const RAW = /^(script|style)$/
const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>|<!doctype html>/g
const ATTRIBUTE = /([^\s=>/]+)(?:="([^"]*)")?/g

/** @param {string} html @returns {Element} the whole page; its parts are in it */
export function parse(html) {
  /** @type {Element} */
  const page = { tag: '', at: {}, in: [] }
  /** @type {Element[]} */
  const open = [page]
  const inside = () => /** @type {Element} */ (open.at(-1))
  let from = 0
  TAG.lastIndex = 0
  for (let found = TAG.exec(html); found; found = TAG.exec(html)) {
    const text = html.slice(from, found.index)
    if (text.includes('<')) throw new Error(`not a page of a portal: ${text.slice(0, 60)}`)
    if (text) inside().in.push(text)
    from = TAG.lastIndex
    const [, closes, tag, attributes, alone] = found
    if (tag === undefined) continue
    if (closes) {
      if (inside().tag !== tag) throw new Error(`not a page of a portal: </${tag}> ends nothing`)
      open.pop()
      continue
    }
    /** @type {Element} */
    const element = { tag, at: {}, in: [] }
    for (const [, name = '', value = ''] of (attributes ?? '').matchAll(ATTRIBUTE)) {
      element.at[name] = value
    }
    inside().in.push(element)
    if (alone || VOID.test(tag)) continue
    if (RAW.test(tag)) {
      const end = html.indexOf(`</${tag}>`, from)
      if (end < 0) throw new Error(`not a page of a portal: <${tag}> has no end`)
      element.in.push(html.slice(from, end))
      from = TAG.lastIndex = end + tag.length + 3
      continue
    }
    open.push(element)
  }
  if (open.length > 1) throw new Error(`not a page of a portal: <${inside().tag}> has no end`)
  return page
}

/** @param {Node} node @returns {string} */
export function write(node) {
  if (typeof node === 'string') return node
  const inner = node.in.map(write).join('')
  if (node.tag === '') return inner
  const attributes = Object.entries(node.at).map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}="${value}"`,
  )
  const begins = `<${node.tag}${attributes.join('')}`
  return VOID.test(node.tag) ? `${begins}/>` : `${begins}>${inner}</${node.tag}>`
}

/** Every element in the order of the page. @param {Element} element @returns {Generator<Element>} */
export function* each(element) {
  for (const node of element.in) {
    if (typeof node === 'string') continue
    yield node
    yield* each(node)
  }
}

/** The first element that fits. @param {Element} element @param {(one: Element) => boolean} fits */
export function first(element, fits) {
  for (const one of each(element)) if (fits(one)) return one
  return null
}

/** @param {Element} element @param {string} name */
export const hasClass = ({ at }, name) => (at.class ?? '').split(' ').includes(name)

/**
 * Puts something else in the place of each element; an empty list removes it. What stands inside is changed first.
 * @param {Element} element @param {(one: Element) => Node[] | null} change null: it stays as it is
 */
export function replace(element, change) {
  element.in = element.in.flatMap((node) => {
    if (typeof node === 'string') return [node]
    replace(node, change)
    return change(node) ?? [node]
  })
}

const SIGNS = /** @type {Record<string, string>} */ ({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
})
/** Text for a page. @param {string} text */
export const escape = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign)

/** What stands in a page, read as text. @param {string} text */
export const unescape = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** What a reader sees of it. @param {Node} node @returns {string} */
export const textOf = (node) =>
  typeof node === 'string' ? unescape(node) : node.in.map(textOf).join('')

/** @param {string} tag @param {Record<string, string>} at @param {...Node} inner @returns {Element} */
export const element = (tag, at, ...inner) => ({ tag, at, in: inner })
