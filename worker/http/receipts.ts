import { receiptFromBytes } from '../domain/receipt'
import { mac, macText } from './keys'

/** 查询码 of submissions: made from the id, so that a repeated request gets the same one without its being kept. */
export interface Receipts {
  codeFor(id: string): string
  /** What is kept to find a submission by its code. */
  hashOf(code: string): string
}

export function receiptsOf(env: { PORTAL_KEY: string }): Receipts {
  return {
    codeFor: (id) => receiptFromBytes(mac(env, 'receipt', `code|${id}`)),
    hashOf: (code) => macText(env, 'receipt', `lookup|${code}`),
  }
}
