/** What the runtime hands to the Worker; the names are those of wrangler.toml. */
declare namespace Cloudflare {
  interface Env {
    DB: D1Database
    FILES: R2Bucket
    ASSETS: Fetcher
    ROOM: DurableObjectNamespace<import('./index').SessionRoom>
    DOORMAN: DurableObjectNamespace<import('./index').Doorman>
    PUBLIC_URL?: string
    PORTAL_NAME?: string
    PORTAL_KEY: string
    OPERATOR_TOKEN: string
    IMPORT_TOKEN?: string
  }
}
interface Env extends Cloudflare.Env {}

declare module 'virtual:assets' {
  /** Source path → built file, e.g. 'web/styles/page.css' → { file: 'assets/page-1a2b.css' }. */
  const assets: Record<string, { file: string; css?: string[]; imports?: string[] }>
  export default assets
}
