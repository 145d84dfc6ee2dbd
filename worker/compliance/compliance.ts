import type { Compliance as Verbs, ComplianceEntry, CompliancePage } from '../contract/compliance'
import type { Env } from '../contract/env'
import { PortableObject } from '../store/portable'

/** Entries that came within this time lie in one file. */
const BATCH_MS = 60_000
/** The object store does not answer: again after this long. */
const AGAIN_MS = 30_000

const ddl = `CREATE TABLE IF NOT EXISTS waiting (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, box TEXT NOT NULL)`

const keeping = () => import('./keeping')

/**
 * The keeper of the compliance log, one for all: seals what it is told, keeps it until the next minute and puts
 * it away in the object store. An object of its own, so that no vote waits for it, with a key of its own.
 */
export class Compliance extends PortableObject implements Verbs {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.storage.sql.exec(ddl)
  }

  protected override readonly porting = {
    kind: 'compliance',
    awake: () => void this.ctx.storage.sql.exec(ddl),
  }

  async take(entries: ComplianceEntry[]): Promise<void> {
    if (!this.env.COMPLIANCE_KEY || entries.length === 0) return
    const { sealed } = await keeping()
    const box = await sealed(this.env.COMPLIANCE_KEY, entries)
    const at = Math.min(...entries.map((entry) => entry.at))
    this.ctx.storage.sql.exec('INSERT INTO waiting (at, box) VALUES (?, ?)', at, box)
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + BATCH_MS)
    }
  }

  async read(from: string, to: string, after: string | null): Promise<CompliancePage> {
    await this.#putAway()
    return (await keeping()).boxesOf(this.env.FILES, from, to, after)
  }

  async erase(now: number): Promise<number> {
    return (await keeping()).eraseOld(this.env.FILES, this.env.COMPLIANCE_DAYS, now)
  }

  override async alarm(): Promise<void> {
    try {
      await this.#putAway()
    } catch {
      // Nothing is lost meanwhile: it waits here.
      await this.ctx.storage.setAlarm(Date.now() + AGAIN_MS)
    }
  }

  async #putAway(): Promise<void> {
    const { sql } = this.ctx.storage
    const { putFiles } = await keeping()
    for (;;) {
      const rows = sql.exec('SELECT id, at, box FROM waiting ORDER BY id LIMIT 500').toArray()
      if (rows.length === 0) return
      const waiting = rows.map(({ id, at, box }) => ({
        id: Number(id),
        at: Number(at),
        box: String(box),
      }))
      await putFiles(this.env.FILES, waiting)
      // Only now: a file written twice is the same file.
      sql.exec('DELETE FROM waiting WHERE id <= ?', waiting.at(-1)?.id ?? 0)
    }
  }
}
