import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { expect, test } from 'vitest'
import { solve } from '../../web/lib/proof'

const secrets = { hmacSignatureSecret: 'one', hmacKeySignatureSecret: 'two' }

test('the browser solves what the library asks, finds the very number, and tells how far it got', async () => {
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 20,
    counter: 77,
    deriveKey,
    ...secrets,
  })
  const tries: number[] = []
  const { keyPrefix, keyLength, nonce, salt, cost } = challenge.parameters
  const solution = await solve({ keyPrefix, keyLength, nonce, salt, cost }, (n) => tries.push(n))
  expect(solution.counter).toBe(77)
  expect(tries).toHaveLength(77)
  expect((await verifySolution({ challenge, solution, deriveKey, ...secrets })).verified).toBe(true)
})
