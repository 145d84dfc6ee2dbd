/** Where film and poster are to be had: each version at an address of its own, which never changes. */

/** Name of a file in MEDIA without its folder. */
export const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1)

export const filmAddress = (slug: string, key: string): string =>
  `/live/${slug}/film.mp4?v=${nameOf(key).replace(/\.mp4$/, '')}`

export const posterAddress = (slug: string, key: string): string =>
  `/live/${slug}/poster?v=${nameOf(key)}`

/** Where the files of a session's picture lie in the object store. */
export const mediaKey = (slug: string, file: string): string => `live/${slug}/${file}`
/** Of an archived one: its playlist, and the list of its files. */
export const frozenKey = (slug: string): string => `archive/${slug}/index.m3u8`
export const filesKey = (slug: string): string => `archive/${slug}/files.json`
