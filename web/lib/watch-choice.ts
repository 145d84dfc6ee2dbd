import { watchModes, type WatchMode } from '../views/picture'

/** How somebody watches is remembered on the device; a browser that keeps nothing begins with the picture. */

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Then it lasts as long as the page.
  }
}

export const keptMode = (): WatchMode =>
  watchModes.find((mode) => mode === kept('watch')) ?? 'picture'
