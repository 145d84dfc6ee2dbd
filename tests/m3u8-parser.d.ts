/** The independent reader of playlists, in the build that every runtime of the tests can read. */
declare module 'm3u8-parser/dist/m3u8-parser.js' {
  export interface M3u8Segment {
    uri: string
    duration: number
    timeline: number
    discontinuity?: boolean
    programDateTime?: number
    map?: { uri: string }
  }
  export interface M3u8Parser {
    push(text: string): void
    end(): void
    manifest: {
      segments: M3u8Segment[]
      targetDuration?: number
      mediaSequence?: number
      playlistType?: string
      endList?: boolean
    }
  }
  interface M3u8 {
    Parser: new () => M3u8Parser
  }
  /** Node makes it the default export; elsewhere it finds no `exports` and hangs itself on the global object. */
  const m3u8: M3u8 | undefined
  export default m3u8
}
