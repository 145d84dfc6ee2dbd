import { receiptFromBytes, type Receipts } from '../domain/receipt'
import { mac, macText } from './keys'

/** 查询码 of this portal: whoever holds its key can make and find them. */
export function receiptsOf(env: { PORTAL_KEY: string }): Receipts {
  return {
    codeFor: (id) => receiptFromBytes(mac(env, 'receipt', `code|${id}`)),
    hashOf: (code) => macText(env, 'receipt', `lookup|${code}`),
  }
}
