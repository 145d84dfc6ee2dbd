import { h, hydrate, type ComponentType } from 'preact'

/** Reads the props a page carries for an island; null where the page has no such island. */
export function islandState<P>(name: string): P | null {
  const json = document.getElementById(`state-${name}`)?.textContent
  return json ? (JSON.parse(json) as P) : null
}

/** Brings the island of this name to life, if the page has it. Answers whether it did. */
export function bringToLife<P extends object>(name: string, component: ComponentType<P>): boolean {
  const place = document.querySelector(`[data-island="${name}"]`)
  const props = islandState<P>(name)
  if (!place || !props) return false
  hydrate(h(component, props), place)
  return true
}
