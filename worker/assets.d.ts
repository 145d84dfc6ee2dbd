declare module 'virtual:assets' {
  /** Source path → built file, e.g. 'web/styles/page.css' → { file: 'assets/page-1a2b.css' }. */
  const assets: Record<string, { file: string; css?: string[]; imports?: string[] }>
  export default assets
}
