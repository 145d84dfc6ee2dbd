/**
 * One line of the compliance log (网络安全法 21): that somebody wrote, from where, and what came of it. Never
 * what they wrote, which address exactly was asked for, or a token.
 */
export interface ComplianceEntry {
  /** Epoch ms. */
  at: number
  address: string
  port: number | null
  /** SHA-256 of what the browser calls itself, 16 signs. */
  agent: string
  /** Method and pattern of the route. */
  route: string
  status: number
  /** The name under which the portal keeps what this device asked; empty for one without. */
  visitor: string
  /** Id of the member of staff who was signed in; empty for others. */
  staff: string
}

/** Some of the sealed files, and where to go on. */
export interface CompliancePage {
  /** One box a line, as the script opens them. */
  boxes: string[]
  next: string | null
}

/** The keeper of the compliance log. */
export interface Compliance {
  /** Takes entries of one request, or several; resolves when they are on disk, sealed. */
  take(entries: ComplianceEntry[]): Promise<void>
  /** Sealed files of some days, oldest first; what still waits is put away before. */
  read(from: string, to: string, after: string | null): Promise<CompliancePage>
  /** Erases the days whose time is over; tells how many files went. */
  erase(now: number): Promise<number>
}
