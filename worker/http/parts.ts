import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { readBytes } from './body'

/** A posted form that carries a file: its parts, within their limit. */
export async function readParts(c: Ctx, cap: number): Promise<FormData> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Refusal('NOT_JSON')
  const body = Uint8Array.from(await readBytes(c.req.raw, cap))
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Refusal('BAD_REQUEST')
  }
}

/** A written part; empty where there is none. */
export const textPart = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
