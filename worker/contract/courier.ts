/** What the Worker says to the courier: one object for the portal, which delivers by its own alarms. */
export interface Courier {
  /** Something was written that may be due: looks now, or as soon as it is. Asking twice does no harm. */
  wake(now: number): Promise<void>
  /** Sends a trial letter by one of a unit's ways; null where it went out, otherwise a word for what was wrong. */
  tryChannel(id: string, now: number): Promise<string | null>
}
