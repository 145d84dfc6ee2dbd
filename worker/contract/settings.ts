import { langs, type Lang } from './lang'

/** How somebody likes to read. Kept in one unsigned cookie, because nothing depends on it but the look. */

export const sizes = ['standard', 'large', 'largest'] as const
export type Size = (typeof sizes)[number]
export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export interface Settings {
  size: Size
  theme: Theme
  /** 长辈版: larger type and targets, one column, fewer things. */
  elder: boolean
  /** null: as the browser asks. */
  lang: Lang | null
}

export const SETTINGS_COOKIE = 'mmd_view'
export const plainSettings: Settings = { size: 'standard', theme: 'auto', elder: false, lang: null }

const among = <T extends string>(list: readonly T[], value: string | undefined): T | undefined =>
  list.find((item) => item === value)

/** Reads the cookie's value; whatever is not understood is left at its default. */
export function readSettings(value: string | undefined): Settings {
  const [size, theme, elder, lang] = (value ?? '').split('.')
  return {
    size: among(sizes, size) ?? 'standard',
    theme: among(themes, theme) ?? 'auto',
    elder: elder === 'elder',
    lang: among(langs, lang) ?? null,
  }
}

export function writeSettings({ size, theme, elder, lang }: Settings): string {
  return [size, theme, elder ? 'elder' : 'plain', lang ?? 'any'].join('.')
}

/** The settings after one button of the form was pressed: `size`, `theme`, `elder` (on, off) or `lang`. */
export function changeSettings(settings: Settings, form: Record<string, string>): Settings {
  return {
    size: among(sizes, form['size']) ?? settings.size,
    theme: among(themes, form['theme']) ?? settings.theme,
    elder: form['elder'] === undefined ? settings.elder : form['elder'] === 'on',
    lang: among(langs, form['lang']) ?? settings.lang,
  }
}
