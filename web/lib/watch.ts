import type { Chapter, PublicStream } from '../../worker/contract/stream'
import { pictureLink } from './picture-link'
import { Player, type Trouble } from './player'
import { backOff } from './socket'
import { momentAt, withChapters, withMoment, type StageMoment } from './stage-log'
import { onAir } from '../../worker/domain/on-air'

/** What of a watched picture is drawn beside it. */
export interface Watched {
  trouble: Trouble | null
  /** Seconds behind the room, by the room's clock; null where that means nothing. */
  behind: number | null
  /** It plays where live is. */
  atLive: boolean
  ended: boolean
  paused: boolean
  playingAt: number
  /** Sound comes alone, and saves data. */
  soundSaves: boolean
  /** The line of the text record that the picture has come to. */
  line: string | null
}

export interface WatchTold {
  drawn(watched: Watched): void
  /** The stream's state as it was read while no line to the room told it. */
  stream(stream: PublicStream): void
  chapters(chapters: Chapter[]): void
}

/** How often the picture is compared with the stage: within a second of the moment it shows, with room to spare. */
const LOOK_MS = 200
/** Without a line to the room the picture asks by itself whether it may still be shown. */
const ASK_MS = 2_000
const ASK_RARELY_MS = 30_000
/** A question that came on stage is in the playlist only when the picture is. */
const CHAPTERS_MS = 10_000
/** However often there was no playlist, it is looked for again within eight seconds more. */
const MISSES_MAX = 4
/** Whoever is further behind looks back. */
const PAST_S = 60
/** Nearer than this to where live is, one is there. */
const LIVE_S = 5

/**
 * Somebody watches: the player, the stage as the picture shows it, and whether it may still be shown. It lives
 * on while the picture is off the air, and begins anew by itself.
 */
export class Watch {
  private player: Player | null = null
  private video: HTMLVideoElement | null = null
  private log: StageMoment[] = []
  private trouble: Trouble | null = null
  private ended = false
  private inRoom = false
  private sound = false
  private soundSaves = false
  /** What to add to this device's clock to get the room's. */
  private ahead: number | null = null
  private timers = new Map<string, number>()
  private drawn = ''
  /** What is open, and in which element. */
  private open: { what: string; in: HTMLVideoElement } | null = null
  private misses = 0
  private fromRoom: PublicStream | undefined
  private wants = false

  constructor(
    private readonly slug: string,
    private stream: PublicStream,
    private startAt: number | null,
    private readonly told: WatchTold,
  ) {
    this.heard()
    this.every('look', LOOK_MS, () => this.look())
    this.askLater()
    void this.readChapters()
  }

  /** The element it plays in; null while there is none. */
  attach(video: HTMLVideoElement | null): void {
    this.video = video
    this.follow()
  }

  play(): void {
    this.wants = true
    this.ended = false
    this.player?.play()
  }

  seek(seconds: number): void {
    this.wants = true
    this.ended = false
    if (this.player) this.player.seek(seconds)
    else this.startAt = seconds
  }

  toLive(): void {
    this.player?.toLive()
  }

  setInRoom(on: boolean): void {
    this.inRoom = on
    this.look()
  }

  setSound(on: boolean): void {
    this.sound = on
    this.soundSaves = this.player?.soundOnly(on) ?? false
    this.look()
  }

  /** The room has said something. */
  heard(): void {
    const { room } = pictureLink
    if (!room) return
    this.ahead = Math.max(this.ahead ?? -Infinity, room.at - Date.now())
    const { stage, staged, at } = room
    const last = this.log[this.log.length - 1]
    if (!last || last.stage?.no !== stage?.no || last.stage?.since !== stage?.since) {
      this.log = withMoment(this.log, { at: stage?.since ?? at, stage, staged })
      if (last) this.after('chapters', CHAPTERS_MS, () => void this.readChapters())
    }
    // Said again it is no news: meanwhile the picture may have learned more by asking itself.
    if (room.stream === this.fromRoom) return
    this.fromRoom = room.stream
    if (room.stream) this.setStream(room.stream)
    else this.shut()
  }

  setStream(stream: PublicStream): void {
    const before = this.stream
    // Takes only grow: what an old copy says is over.
    if (stream.take < before.take) return
    this.stream = stream
    // At once, before anything is drawn: what is cut is off the screen in this very moment.
    if (stream.cut || !stream.src) this.shut()
    else if (stream.take === before.take) this.follow()
    else {
      // Another take plays in an element of its own, which is about to be drawn.
      this.shut()
      this.clear('again')
      this.misses = 0
      this.video = null
    }
    if (before.state !== stream.state) void this.readChapters()
  }

  close(): void {
    for (const timer of this.timers.values()) window.clearTimeout(timer)
    this.timers.clear()
    this.shut()
    this.show(null)
  }

  private shut(): void {
    this.player?.close()
    this.player = null
    this.open = null
    this.trouble = null
  }

  /** Plays what there is to play in the element there is. */
  private follow(): void {
    const { video, stream } = this
    const { src, type = 'hls', take, cut } = stream
    if (!video || !src || cut) return this.shut()
    const what = `${take} ${src}`
    if (this.player && this.open?.what === what && this.open.in === video) return
    this.shut()
    if (this.timers.has('again')) return
    this.open = { what, in: video }
    const player = new Player(video, { src, type }, this.startAt, {
      trouble: (what) => {
        this.trouble = what
        if (what === null) this.misses = 0
        this.look()
      },
      gone: () => this.gone(),
      ended: () => {
        this.ended = true
        this.look()
      },
    })
    this.player = player
    this.startAt = null
    void player.open().then(() => {
      if (this.sound) this.setSound(true)
    })
    if (this.wants) player.play()
  }

  /** The playlist is empty or not there: nothing is shown on, and whether it may be is asked at once. */
  private gone(): void {
    this.shut()
    this.misses += 1
    const wait = backOff(Math.min(this.misses, MISSES_MAX), Math.random())
    this.after('again', ASK_MS + wait, () => this.follow())
    this.trouble = 'buffering'
    void this.ask()
  }

  private async ask(): Promise<void> {
    this.askLater()
    const stream = await read<PublicStream | null>(`/live/${this.slug}/state.json`)
    if (stream === undefined) return
    const { kind, take } = this.stream
    this.setStream(stream ?? { kind, take, state: 'ended' })
    this.told.stream(this.stream)
  }

  private askLater(): void {
    const { cut } = this.stream
    const often = (onAir(this.stream) || cut) && this.wants
    this.after('ask', often ? ASK_MS : ASK_RARELY_MS, () => {
      // The line to the room is quicker than any question, while it is up. Where nothing plays any more
      // for want of a playlist, it is asked all the same.
      const idle = pictureLink.room?.connected && this.player
      if (idle || document.visibilityState === 'hidden') this.askLater()
      else void this.ask()
    })
  }

  private async readChapters(): Promise<void> {
    const found = await read<{ chapters: Chapter[] }>(`/live/${this.slug}/chapters.json`)
    if (!found) return
    this.log = withChapters(this.log, found.chapters)
    this.told.chapters(found.chapters)
  }

  /** Where the picture is, and so what stands on stage in it. */
  private look(): void {
    const { player, video, stream } = this
    const live = onAir(stream)
    const date = player?.date ?? null
    const paused = video?.paused ?? true
    const behindEdge = player?.behindEdge ?? null
    const behind = date === null || !live ? null : Math.max(0, this.roomNow() - date) / 1000
    const delayed = date !== null && !paused && !this.inRoom && pictureLink.room !== null
    this.show(delayed && (live || !this.ended) ? date : null, behind ?? 0)
    const line = pictureLink.room?.line
    this.draw({
      trouble: this.trouble,
      behind: behind === null ? null : Math.round(behind),
      atLive: behindEdge === null || behindEdge < LIVE_S,
      ended: this.ended,
      paused,
      playingAt: Math.floor(video?.currentTime ?? 0),
      soundSaves: this.soundSaves,
      line: line && date !== null && line.at <= date ? line.text : null,
    })
  }

  private draw(watched: Watched): void {
    const drawn = JSON.stringify(watched)
    if (drawn === this.drawn) return
    this.drawn = drawn
    this.told.drawn(watched)
  }

  /** Tells the page what the picture shows on stage; null: the page shows the room as it is. */
  private show(date: number | null, behind = 0): void {
    const moment = date === null ? null : momentAt(this.log, date)
    const nothing = { at: 0, stage: null, staged: null }
    const seen = date === null ? null : { ...(moment ?? nothing), past: behind > PAST_S }
    const { seen: before } = pictureLink
    if (seen?.at === before?.at && seen?.past === before?.past) return
    pictureLink.seen = seen
    pictureLink.onSeen?.()
  }

  private roomNow(): number {
    return Date.now() + (this.ahead ?? 0)
  }

  private after(name: string, ms: number, act: () => void): void {
    this.clear(name)
    const timer = window.setTimeout(() => {
      this.timers.delete(name)
      act()
    }, ms)
    this.timers.set(name, timer)
  }

  private clear(name: string): void {
    window.clearTimeout(this.timers.get(name))
    this.timers.delete(name)
  }

  private every(name: string, ms: number, act: () => void): void {
    this.after(name, ms, () => {
      this.every(name, ms, act)
      act()
    })
  }
}

/** Reads what a picture needs; nothing where it does not come: it is asked again later. */
async function read<T>(path: string): Promise<T | undefined> {
  try {
    const answer = await fetch(path)
    return answer.ok ? ((await answer.json()) as T) : undefined
  } catch {
    return undefined
  }
}
