import type Hls from 'hls.js'
import type { ErrorData } from 'hls.js'
import { backOff } from './socket'

/** What is wrong with what plays; `again`: the network failed, seconds until the next try. */
export type Trouble = 'buffering' | 'cannot' | { again: number }

export interface PlayerTold {
  trouble(what: Trouble | null): void
  /** There is no picture at this address now: it may have been taken off the air. */
  gone(): void
  ended(): void
}

export interface Source {
  src: string
  type: 'hls' | 'mp4'
}

/** The picture stood still this long before it is said. */
const PATIENCE_MS = 3_000
/** Repairs of the decoder in a row before everything is opened anew. */
const REPAIRS = 2
/** A playlist whose numbers jump this far is another take of the picture, with a clock of its own. */
const ANOTHER_TAKE = 100_000
/** What an origin says of a picture that is not there, or not there any more. */
const NOT_THERE = new Set([403, 404, 410])

const hlsByItself = 'application/vnd.apple.mpegurl'

/**
 * Plays one source in one video element. hls.js wherever it can run: browsers that claim to play HLS by
 * themselves do it without a range to look back in, so that comes last.
 */
export class Player {
  private hls: Hls | null = null
  private closed = false
  private parsed = false
  private failures = 0
  private repairs = 0
  private timer = 0
  private still = 0
  private wants = false
  /** Number of the first segment in the playlist that was read last. */
  private first: number | null = null

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly source: Source,
    /** Where to begin, seconds; null: where the live picture is, or at the start. */
    private startAt: number | null,
    private readonly told: PlayerTold,
  ) {
    for (const [event, act] of this.hears) video.addEventListener(event, act)
  }

  async open(): Promise<void> {
    if (this.source.type === 'mp4') return this.openDirect()
    const { default: Engine } = await import('hls.js/light').catch(() => ({ default: null }))
    if (this.closed) return
    if (!Engine) return this.later(() => void this.open())
    if (Engine.isSupported()) return this.openWith(Engine)
    if (this.video.canPlayType(hlsByItself)) return this.openDirect()
    this.told.trouble('cannot')
  }

  /** Plays, as soon as there is something to play. In the hand's own gesture, or browsers refuse the sound. */
  play(): void {
    this.wants = true
    void this.video.play().catch(() => undefined)
  }

  seek(seconds: number): void {
    if (this.video.readyState === 0) {
      this.startAt = seconds
      this.hls?.startLoad(seconds)
    } else this.video.currentTime = seconds
    this.play()
  }

  toLive(): void {
    const { seekable } = this.video
    const edge = this.hls?.liveSyncPosition ?? (seekable.length > 0 ? seekable.end(0) - 6 : null)
    if (edge !== null) this.video.currentTime = Math.max(0, edge)
    this.play()
  }

  /** Seconds until the live place of the picture; null where it is not live. */
  get behindEdge(): number | null {
    const edge = this.hls?.liveSyncPosition ?? null
    if (edge === null || !this.hls?.latestLevelDetails?.live) return null
    return Math.max(0, edge - this.video.currentTime)
  }

  /** What the room's clock showed when this picture was taken; null where the source does not say. */
  get date(): number | null {
    const { video, hls } = this
    if (hls) {
      const date = hls.playingDate
      if (date) return date.getTime()
      return hls.latestLevelDetails?.live && hls.latency > 0
        ? Date.now() - hls.latency * 1000
        : null
    }
    const start = (video as { getStartDate?: () => Date }).getStartDate?.().getTime()
    return start ? start + video.currentTime * 1000 : null
  }

  /** Takes the sound alone, where it is offered alone. Whether it is. */
  soundOnly(on: boolean): boolean {
    const { hls } = this
    const bare = hls?.levels.findIndex((level) => level.audioCodec && !level.videoCodec) ?? -1
    if (hls && bare >= 0) hls.nextLevel = on ? bare : -1
    return bare >= 0
  }

  /** Nothing is left of it: neither what plays, nor what was fetched ahead, nor a window over the page. */
  close(): void {
    if (this.closed) return
    this.closed = true
    window.clearTimeout(this.timer)
    window.clearTimeout(this.still)
    const { video } = this
    for (const [event, act] of this.hears) video.removeEventListener(event, act)
    this.hls?.destroy()
    this.hls = null
    leaveWindows(video)
    video.pause()
    video.removeAttribute('poster')
    video.removeAttribute('src')
    video.load()
  }

  private openDirect(): void {
    const { video, startAt } = this
    video.addEventListener(
      'loadedmetadata',
      () => {
        if (startAt !== null) video.currentTime = startAt
      },
      { once: true },
    )
    video.preload = 'auto'
    video.src = this.source.src
    if (this.wants) this.play()
  }

  private openWith(Engine: typeof Hls): void {
    const hls = new Engine({
      liveSyncDurationCount: 2,
      maxLiveSyncPlaybackRate: 1.1,
      backBufferLength: 90,
      maxBufferLength: 30,
      startPosition: this.startAt ?? -1,
      // Its worker would need a script of its own, and pieces of MP4 need no repacking.
      enableWorker: false,
      // Each would hang a track on the video from an address that no page here allows, and nobody reads them.
      enableDateRangeMetadataCues: false,
      enableID3MetadataCues: false,
      enableEmsgMetadataCues: false,
    })
    this.hls = hls
    this.parsed = false
    this.first = null
    hls.on(Engine.Events.MANIFEST_PARSED, () => {
      this.parsed = true
      if (this.wants) this.play()
    })
    hls.on(Engine.Events.LEVEL_LOADED, (_, { details }) => {
      this.failures = 0
      const { first } = this
      this.first = details.startSN
      if (first === null || Math.abs(details.startSN - first) < ANOTHER_TAKE) return
      // Counted on from the former numbers this would be weeks later in the same film.
      window.clearTimeout(this.timer)
      this.timer = window.setTimeout(() => this.anew(Engine))
    })
    hls.on(Engine.Events.ERROR, (_, data) => this.failed(Engine, data))
    hls.attachMedia(this.video)
    hls.loadSource(this.source.src)
  }

  private failed(Engine: typeof Hls, data: ErrorData): void {
    const { hls } = this
    const { LEVEL_EMPTY_ERROR, MANIFEST_LOAD_ERROR, LEVEL_LOAD_ERROR } = Engine.ErrorDetails
    const list = data.details === MANIFEST_LOAD_ERROR || data.details === LEVEL_LOAD_ERROR
    const missing = list && NOT_THERE.has(data.response?.code ?? 0)
    if (data.details === LEVEL_EMPTY_ERROR || missing) return this.told.gone()
    if (!data.fatal || !hls) return
    if (data.type === Engine.ErrorTypes.MEDIA_ERROR && this.repairs < REPAIRS) {
      this.repairs += 1
      return hls.recoverMediaError()
    }
    this.later(() => {
      if (data.type !== Engine.ErrorTypes.NETWORK_ERROR) return this.anew(Engine)
      if (this.parsed) hls.startLoad(this.video.readyState > 0 ? this.video.currentTime : -1)
      else hls.loadSource(this.source.src)
    })
  }

  /** Everything from the beginning, where it stood. */
  private anew(Engine: typeof Hls): void {
    const { hls, video } = this
    if (this.closed) return
    const live = hls?.latestLevelDetails?.live
    this.startAt = !live && video.currentTime > 0 ? video.currentTime : null
    hls?.destroy()
    this.repairs = 0
    this.openWith(Engine)
  }

  private later(act: () => void): void {
    this.failures += 1
    const ms = Math.min(15_000, backOff(this.failures, Math.random()))
    this.told.trouble({ again: Math.ceil(ms / 1000) })
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      if (!this.closed) act()
    }, ms)
  }

  private readonly runs = () => {
    window.clearTimeout(this.still)
    this.still = 0
    if (this.video.readyState < 3) return
    this.repairs = 0
    this.told.trouble(null)
  }

  private readonly waits = () => {
    if (this.still || !this.wants) return
    this.still = window.setTimeout(() => this.told.trouble('buffering'), PATIENCE_MS)
  }

  private readonly over = () => this.told.ended()

  private readonly broke = () => {
    // hls.js hears of its own faults itself.
    if (this.hls || this.closed || !this.video.getAttribute('src')) return
    const { video } = this
    if (video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) this.told.gone()
    if (video.currentTime > 0) this.startAt = video.currentTime
    this.later(() => this.openDirect())
  }

  private readonly hears = [
    ['playing', this.runs],
    ['timeupdate', this.runs],
    ['waiting', this.waits],
    ['stalled', this.waits],
    ['ended', this.over],
    ['error', this.broke],
  ] as const
}

/** A picture in a window of its own, or over the whole screen, is on the screen all the same. */
function leaveWindows(video: HTMLVideoElement): void {
  if (document.pictureInPictureElement === video) {
    void document.exitPictureInPicture().catch(() => undefined)
  }
  if (document.fullscreenElement?.contains(video)) {
    void document.exitFullscreen().catch(() => undefined)
  }
  const old = video as { webkitDisplayingFullscreen?: boolean; webkitExitFullscreen?: () => void }
  if (old.webkitDisplayingFullscreen) old.webkitExitFullscreen?.()
}
