/** Where film and poster are to be had: each version at an address of its own, which never changes. */

/** Name of a file in MEDIA without its folder. */
const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1)

export const filmAddress = (slug: string, key: string): string =>
  `/live/${slug}/film.mp4?v=${nameOf(key).replace(/\.mp4$/, '')}`

export const posterAddress = (slug: string, key: string): string =>
  `/live/${slug}/poster?v=${nameOf(key)}`
