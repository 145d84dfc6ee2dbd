/** Where units want to be told. Addresses and numbers are sealed: they stand in no column. */

export const channelWays = ['email', 'sms', 'hook'] as const
export type ChannelWay = (typeof channelWays)[number]

export interface ChannelRow {
  id: string
  unitId: string
  way: ChannelWay
  keyId: string
  box: string
  hint: string
  /** Kinds of messages it wants; empty: all. */
  kinds: string[]
  addedBy: string
  addedAt: number
  endedAt: number | null
}

const columns =
  'id, unit_id AS unitId, way, key_id AS keyId, box, hint, kinds, added_by AS addedBy, ' +
  'added_at AS addedAt, ended_at AS endedAt'
type Row = Omit<ChannelRow, 'kinds'> & { kinds: string }
const opened = (row: Row): ChannelRow => ({ ...row, kinds: JSON.parse(row.kinds) as string[] })

/** What a unit has named, also what ended. */
export async function channelsOf(db: D1Database, unitId: string): Promise<ChannelRow[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM unit_channels WHERE unit_id = ? ORDER BY added_at, id`)
    .bind(unitId)
    .all<Row>()
  return results.map(opened)
}

export async function channelById(db: D1Database, id: string): Promise<ChannelRow | null> {
  const row = await db
    .prepare(`SELECT ${columns} FROM unit_channels WHERE id = ?`)
    .bind(id)
    .first<Row>()
  return row ? opened(row) : null
}

export function addChannelStatement(db: D1Database, row: ChannelRow): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO unit_channels (id, unit_id, way, key_id, box, hint, kinds, added_by, added_at)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM units WHERE id = ?2)`,
    )
    .bind(
      row.id,
      row.unitId,
      row.way,
      row.keyId,
      row.box,
      row.hint,
      JSON.stringify(row.kinds),
      row.addedBy,
      row.addedAt,
    )
}

/** Ends one, and empties its seal: what is not used is not kept. */
export function endChannelStatement(
  db: D1Database,
  unitId: string,
  id: string,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE unit_channels SET ended_at = ?, box = '' WHERE id = ? AND unit_id = ? AND ended_at IS NULL`,
    )
    .bind(now, id, unitId)
}
