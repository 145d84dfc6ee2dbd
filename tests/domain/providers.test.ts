import { describe, expect, test } from 'vitest'
import { readProviders } from '../../worker/http/providers'

const gov = {
  id: 'gov',
  issuer: 'https://id.example.gov.cn',
  clientId: 'portal',
  clientSecret: 'secret',
  zh: '政务服务网',
}
const read = (list: unknown, local = false) => readProviders('OIDC_NETIZEN', list, local)

describe('the list of providers', () => {
  test('is read from JSON, or as it stands in a file of secrets', () => {
    const wanted = [{ ...gov, en: '政务服务网', phone: false }]
    expect(read(JSON.stringify([gov]))).toEqual(wanted)
    expect(read([gov])).toEqual(wanted)
    expect(read([{ ...gov, en: 'Gov', phone: true }])).toMatchObject([{ en: 'Gov', phone: true }])
    expect(read([])).toEqual([])
  })

  test('takes no issuer without encryption but on the own machine, outside of production', () => {
    const here = { ...gov, issuer: 'http://127.0.0.1:9000' }
    expect(read([here], true)).toHaveLength(1)
    expect(() => read([here])).toThrow()
    for (const issuer of [
      'http://id.example.gov.cn',
      'http://127.0.0.1.example.cn',
      'ftp://127.0.0.1',
      'https://user:pass@id.example.gov.cn',
      'https://id.example.gov.cn/?a=1',
      'https://id.example.gov.cn/#a',
      'id.example.gov.cn',
      '',
      7,
    ]) {
      expect(() => read([{ ...gov, issuer }], true)).toThrow()
    }
  })

  test('is refused whole where one of them lacks something, and says which', () => {
    for (const field of ['id', 'issuer', 'clientId', 'clientSecret', 'zh']) {
      expect(() => read([gov, { ...gov, id: 'b', [field]: '' }])).toThrow(/provider 2/)
    }
    expect(() => read([{ ...gov, id: 'Gov/../x' }])).toThrow()
    expect(() => read([gov, gov])).toThrow(/same id/)
    for (const list of ['{', '{}', 'null', null, 7]) expect(() => read(list)).toThrow()
  })

  test('says nothing of what is secret when it is refused', () => {
    const secret = 'very-secret-value'
    let said = ''
    try {
      read(JSON.stringify([{ ...gov, clientSecret: secret, zh: '' }]))
    } catch (error) {
      said = String(error)
    }
    expect(said).toContain('OIDC_NETIZEN')
    expect(said).not.toContain(secret)
  })
})
