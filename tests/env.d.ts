declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: import('@cloudflare/vitest-plugin').D1Migration[]
  }
  interface GlobalProps {
    mainModule: typeof import('../worker/index')
    durableNamespaces:
      | 'SessionRoom'
      | 'Doorman'
      | 'Notary'
      | 'Compliance'
      | 'SessionStream'
      | 'Courier'
      | 'Keeper'
  }
}
