// Writes migrations; wrangler and scripts/portal.mjs apply them.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./worker/store/schema.ts', './worker/store/schema-*.ts'],
  out: './migrations',
})
