import { DUMP_PART_BYTES } from '../../contract/dump'
import type { Env } from '../../contract/env'
import { Refusal } from '../../contract/refusals'
import { sha256Of, isKey, metadataOf, type FileLine } from '../../store/port-files'
import { factsOf, setFacts } from '../../store/port-record'
import { bucketOf } from './places'
import { importUnderWay, WROTE } from './plan'

/** The bytes of buckets, out of a portal and into one. */

export type Bucket = 'files' | 'media'

/** A part of an object's bytes. */
export async function readFile(env: Env, bucket: Bucket, key: string, from: number) {
  const head = await bucketOf(env, bucket).head(key)
  if (!head || from > head.size) throw new Refusal('NOT_FOUND')
  if (head.size === 0) return { body: new Uint8Array(), length: 0 }
  const length = Math.min(DUMP_PART_BYTES, head.size - from)
  if (length === 0) return { body: new Uint8Array(), length: 0 }
  const found = await bucketOf(env, bucket).get(key, { range: { offset: from, length } })
  if (!found) throw new Refusal('NOT_FOUND')
  return { body: found.body, length }
}

interface Opened extends FileLine {
  upload: string | null
}

const named = (bucket: Bucket, key: string) => `${WROTE}${bucket} ${key}`
const partOf = (bucket: Bucket, key: string) => `part ${bucket} ${key} `

async function openedFile(env: Env, bucket: Bucket, key: string): Promise<Opened> {
  const file = (await factsOf<Opened>(env.DB, named(bucket, key))).get('')
  if (!file) throw new Refusal('NOT_POSSIBLE')
  return file
}

/** Says which objects are to be written; `there` where the bytes lie already. */
export async function openFiles(
  env: Env,
  bucket: Bucket,
  files: readonly FileLine[],
): Promise<('there' | 'wanted')[]> {
  if (!(await importUnderWay(env))) throw new Refusal('NOT_POSSIBLE')
  const states: ('there' | 'wanted')[] = []
  const opened: Record<string, Opened> = {}
  for (const file of files) {
    if (!isKey(file.key)) throw new Refusal('DUMP_DAMAGED', { field: bucket })
    if ((await sha256Of(bucketOf(env, bucket), file.key)) === file.sha256) {
      states.push('there')
      continue
    }
    const metadata = { httpMetadata: metadataOf(file.http), customMetadata: file.custom }
    const upload =
      file.size > DUMP_PART_BYTES
        ? (await bucketOf(env, bucket).createMultipartUpload(file.key, metadata)).uploadId
        : null
    states.push('wanted')
    opened[named(bucket, file.key)] = { ...file, upload }
  }
  await setFacts(env.DB, opened)
  return states
}

/** Takes an object's bytes, whole or a part of them, counted from 1; what differs from its digest is refused. */
export async function writeFile(
  env: Env,
  bucket: Bucket,
  key: string,
  part: number,
  bytes: Uint8Array,
): Promise<void> {
  const file = await openedFile(env, bucket, key)
  const damaged = new Refusal('DUMP_DAMAGED', { field: bucket })
  if (file.upload !== null) {
    const upload = bucketOf(env, bucket).resumeMultipartUpload(key, file.upload)
    const { etag } = await upload.uploadPart(part, bytes)
    await setFacts(env.DB, { [partOf(bucket, key) + part]: etag })
    if (part * DUMP_PART_BYTES < file.size) return
    const etags = await factsOf<string>(env.DB, partOf(bucket, key))
    const parts = [...etags].map(([no, tag]) => ({ partNumber: Number(no), etag: tag }))
    await upload.complete(parts.sort((a, b) => a.partNumber - b.partNumber))
    if ((await sha256Of(bucketOf(env, bucket), key)) !== file.sha256) throw damaged
    return
  }
  if (part !== 1 || bytes.byteLength !== file.size) throw damaged
  const metadata = { httpMetadata: metadataOf(file.http), customMetadata: file.custom }
  try {
    await bucketOf(env, bucket).put(key, bytes, { sha256: file.sha256, ...metadata })
  } catch {
    // The store itself compares the digest.
    throw damaged
  }
}
