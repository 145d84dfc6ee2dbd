import type { ChainHead, ChainRow, Notary as Verbs, PortalAct, SignedHead } from '../contract/audit'
import type { Env } from '../contract/env'
import type { Told } from '../contract/refusals'
import { PORTAL_CHAIN } from '../domain/chain'
import { manifestText } from '../domain/manifest'
import { Chain, type EntryGiven } from '../store/chain'
import { PortableObject } from '../store/portable'
import type { Signer } from './signing'

/** A head is signed anew at least this often, so that its time says how long nothing has happened. */
const SIGN_MS = 60_000
/** After something happened, the signed head is put away in the object store about this much later. */
const KEEP_MS = 60_000

const ddl = `CREATE TABLE IF NOT EXISTS heads (chain TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL)
  WITHOUT ROWID`

/**
 * The portal's notary, one for all: keeps the portal's chain, which takes in what happens outside of rooms
 * and the heads of the rooms' chains, and signs where it stands. An object of its own, because order needs
 * one writer and a session must not wait for the record.
 */
export class Notary extends PortableObject implements Verbs {
  readonly #chain: Chain
  #signer: Signer | null = null
  #signed: SignedHead | null = null
  #waiting = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#chain = new Chain(ctx.storage.sql, PORTAL_CHAIN)
    this.#read()
  }

  #read(): void {
    this.#chain.load()
    this.ctx.storage.sql.exec(ddl)
    this.#signed = null
    this.#waiting = false
  }

  protected override readonly porting = { kind: 'notary', awake: () => this.#read() }

  async note(act: PortalAct, now: number): Promise<ChainHead> {
    return this.#append(() => this.#entryOf(act, now), now)
  }

  async takeHead(head: ChainHead, now: number): Promise<Told<ChainHead>> {
    const { sql } = this.ctx.storage
    const held = sql.exec('SELECT seq, hash FROM heads WHERE chain = ?', head.chain).toArray()[0]
    const seq = Number(held?.['seq'] ?? 0)
    if (held && seq === head.seq && held['hash'] === head.hash) {
      return { ok: true, value: this.#chain.head }
    }
    // A room never goes back: whoever comes with less, or with another seal, has lost or changed something.
    const astray = held !== undefined && head.seq <= seq
    const facts = { chain: head.chain, seq: head.seq, hash: head.hash }
    const taken = this.#append(() => {
      if (!astray) {
        sql.exec(
          'INSERT OR REPLACE INTO heads (chain, seq, hash) VALUES (?, ?, ?)',
          head.chain,
          head.seq,
          head.hash,
        )
      }
      const act = astray ? 'head_refused' : 'room_head'
      return { at: now, actor: 'system', role: 'system', act, on: [], facts }
    }, now)
    return astray
      ? { ok: false, code: 'CONFLICT', facts: { field: 'chain' } }
      : { ok: true, value: taken }
  }

  async head(now: number): Promise<SignedHead> {
    this.#begin(now)
    const { head } = this.#chain
    const known = this.#signed
    if (known && known.hash === head.hash && now < known.at + SIGN_MS) return known
    this.#signed = await this.sign(head, now)
    return this.#signed
  }

  async rows(from: number, limit: number): Promise<ChainRow[]> {
    return this.#chain.rows(from, limit)
  }

  async lines(from: number, to: number): Promise<string> {
    return this.#chain.lines(from, to)
  }

  async sign(head: ChainHead, now: number): Promise<SignedHead> {
    this.#signer ??= new (await import('./signing')).Signer(this.env)
    return this.#signer.sign(head, now)
  }

  async signData(manifest: string): Promise<{ key: string; signature: string }> {
    this.#signer ??= new (await import('./signing')).Signer(this.env)
    return this.#signer.signText(manifestText(manifest))
  }

  /** Puts the signed head away where copies of it are kept. */
  override async alarm(): Promise<void> {
    this.#waiting = false
    const head = await this.head(Date.now())
    const text = JSON.stringify(head)
    const httpMetadata = { contentType: 'application/json' }
    await this.env.FILES.put(`audit/heads/${String(head.seq).padStart(9, '0')}.json`, text, {
      httpMetadata,
    })
    await this.env.FILES.put('audit/head.json', text, { httpMetadata })
  }

  #append(entry: () => EntryGiven, now: number): ChainHead {
    this.#begin(now)
    this.ctx.storage.transactionSync(() => this.#chain.inside(() => this.#chain.append(entry())))
    this.#keepSoon(now)
    return this.#chain.head
  }

  /** The first entry of all, so that there is a head from the first request on. */
  #begin(now: number): void {
    if (this.#chain.head.seq > 0) return
    this.#chain.append({ at: now, actor: 'system', role: 'system', act: 'begin', on: [] })
    this.#keepSoon(now)
  }

  #keepSoon(now: number): void {
    if (this.#waiting) return
    this.#waiting = true
    void this.ctx.storage.setAlarm(now + KEEP_MS)
  }

  #entryOf(given: PortalAct, now: number) {
    const { actor, role, act, reason, said, about = [], on = [], facts } = given
    const chain = this.#chain
    const entry = `entry:${chain.head.seq + 1}`
    const named = about.map(({ kind, key, facts: told, was, words }) => ({
      kind,
      id: chain.handle(key),
      before: was === undefined ? null : { words: chain.commit(key, 'words', was) },
      after: {
        ...told,
        ...(words !== undefined && { words: chain.commit(key, 'words', words) }),
      },
    }))
    return {
      at: now,
      actor: typeof actor === 'string' ? actor : chain.handle(`staff:${actor.staff}`),
      role,
      ...(given.for !== undefined && { for: chain.handle(`staff:${given.for}`) }),
      act,
      ...(reason !== undefined && { reason }),
      ...(said !== undefined && { said: chain.commit(entry, 'said', said) }),
      on: [...named, ...on],
      ...(facts && { facts }),
    }
  }
}
