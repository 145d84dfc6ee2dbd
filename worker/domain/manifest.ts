/** What a file of open data says of itself at its end. */

/** A table as the manifest names it. */
export interface ManifestTable {
  name: string
  rows: number
  bytes: number
  /** Of its NDJSON, in hex. */
  sha256: string
}

export interface Manifest {
  format: 'mianduimian/open-data/v1'
  asOf: string
  origin: string
  license: string
  tables: ManifestTable[]
}

/** What is signed: the manifest's own JSON without its signature, after a line that says what it is. */
export const manifestText = (json: string): string => `mianduimian/open-data/v1\n${json}`
