import * as z from 'zod/mini'
import { refusals, type RefusalCode } from '../refusals'
import { streamKinds, streamStates } from '../stream'

const moment = z.nullable(z.int())
const key = z.string()
const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]

export const streamReport = z.object({
  version: z.int(),
  kind: z.nullable(z.enum(streamKinds)),
  state: z.enum(streamStates),
  src: z.nullable(z.string()),
  type: z.nullable(z.enum(['hls', 'mp4'])),
  poster: z.nullable(z.string()),
  startedAt: moment,
  endedAt: moment,
  take: z.int(),
  expired: z.optional(z.object({ at: z.int(), digest: z.string() })),
})

export const filmUpload = z.object({
  id: key,
  bytes: z.int(),
  partBytes: z.int(),
  parts: z.array(z.object({ no: z.int(), sha256: z.string() })),
  at: z.int(),
  by: z.string(),
})

export const tried = z.object({
  signalAt: moment,
  soundAt: moment,
  by: z.nullable(z.string()),
})

/** What the page of the picture asks for every two seconds. */
export const streamStatus = z.object({
  at: z.int(),
  health: z.object({
    report: streamReport,
    keyUntil: moment,
    lastPushAt: moment,
    lastSegmentAt: moment,
    bitrate: z.nullable(z.number()),
    segments: z.int(),
    restarts: z.int(),
    lost: z.int(),
    skew: z.nullable(z.number()),
    twoEncoders: z.boolean(),
    refusals: z.array(z.object({ at: z.int(), code: z.enum(codes), name: z.optional(z.string()) })),
  }),
  tried,
  /** The desk's own address of the picture, good for half an hour. */
  preview: z.nullable(z.string()),
  /** What the encoder did wrong lately, in words; newest first. */
  said: z.array(z.object({ at: z.int(), words: z.string() })),
})

export const triedGiven = z.object({ what: z.enum(['signal', 'sound']) })
export const filmGiven = z.object({ bytes: z.int().check(z.minimum(1)) })
export const filmFinished = z.object({ startsAt: z.nullable(z.int().check(z.minimum(0))) })

const slugGiven = z.string().check(z.minLength(1), z.maxLength(40))

export const recordingRow = z.object({
  slug: z.string(),
  title: z.string(),
  kind: z.nullable(z.enum(streamKinds)),
  state: z.enum(streamStates),
  bytes: z.int(),
  startedAt: moment,
  endedAt: moment,
  expiresAt: moment,
  expiredAt: moment,
  expiredDigest: z.nullable(z.string()),
})

const recordingFile = z.object({
  key: z.string(),
  kind: z.enum(['init', 'segment', 'film', 'poster', 'list']),
  bytes: z.int(),
  sha256: z.string(),
  media: z.optional(z.number()),
  dur: z.optional(z.number()),
  gap: z.optional(z.literal(true)),
  map: z.optional(z.string()),
})

export const recordingList = z.object({
  files: z.array(recordingFile),
  lists: z.array(recordingFile),
  bytes: z.int(),
  digest: z.string(),
})

export const recordingGiven = z.object({ slug: slugGiven })
export const recordingFileGiven = z.object({
  slug: slugGiven,
  key: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Bytes of a long file, both ends included. */
  from: z.optional(z.int().check(z.minimum(0))),
  to: z.optional(z.int().check(z.minimum(0))),
})
export const recordingRemoved = z.object({
  slug: slugGiven,
  digest: z.string().check(z.minLength(64), z.maxLength(64)),
})
