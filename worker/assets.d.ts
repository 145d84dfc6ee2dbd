declare module 'virtual:assets' {
  /** Language → source path → built file, e.g. 'web/styles/page.css' → { file: 'assets/page-1a2b.css' }. */
  type Assets = Record<string, { file: string; css?: string[]; imports?: string[] }>
  const assets: Record<'zh' | 'en', Assets>
  export default assets
}
