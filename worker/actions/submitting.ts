/** What handing something in needs besides the room. */
export interface Submitting {
  receipts: {
    codeFor(id: string): string
    hashOf(code: string): string
  }
  newId(): string
  digest(text: string): string
  now: number
}
