// What the rules for holding votes do on made-up evenings: ten seeds, honest people and attackers of several
// kinds. What each row means, and what the simulation does not know: docs/benchmarks.md.
import { HOLDING, Watch } from '../worker/domain/holding.ts'
import { control, row } from './lib/rows.mjs'
import { FirstRules, play, playVerified } from './lib/stuffing.mjs'

export const suite = 'integrity'

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1)
const WORD = 'part'

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** @param {any} ctx */
export async function run(ctx) {
  /** @param {keyof typeof import('./lib/stuffing.mjs').scenes} scene @param {() => any} [watch] */
  const over = (scene, watch = () => new Watch()) =>
    SEEDS.map((seed) => play({ seed, scene, watch: watch() }))
  /** @param {any[]} runs @param {string} of */
  const of = (runs, of) => mean(runs.map((one) => one[of]))

  const calm = over('calm')
  const attacks = { burst20: over('burst20'), burst2000: over('burst2000'), copied: over('copied') }
  const aged = over('aged')
  const drip = over('drip')
  const link = over('link')
  for (const [name, runs] of Object.entries({ calm, ...attacks, aged, drip, link })) {
    const reasons = runs.map((one) =>
      Object.entries(one.reasons)
        .map((pair) => pair.join(' '))
        .join(', '),
    )
    ctx.log(`${name}: ${reasons[0]}`)
  }
  const first = over('burst2000', () => new FirstRules())
  const unknown = () => new Watch({ without: 'known' })
  const verified = SEEDS.map((seed) => playVerified({ seed, watch: new Watch() }))
  const punished = SEEDS.map((seed) =>
    playVerified({ seed, watch: new Watch({ without: 'verified' }) }),
  )
  const byDevice = SEEDS.map((seed) => playVerified({ seed, watch: new Watch(), byDevice: true }))
  const worst = (/** @type {any[][]} */ all, /** @type {string} */ what) =>
    Math.max(...all.map((runs) => of(runs, what)))

  const burstHeld = {
    id: 'burst_held',
    name: '10,000 false votes in 5 minutes, from 20 or 2,000 networks: held, the worse of both',
    unit: WORD,
    atLeast: 0.95,
  }
  const honestHeld = {
    id: 'honest_held',
    name: 'honest votes held while nobody attacks',
    unit: WORD,
    atMost: 0.01,
  }
  const attacked = {
    id: 'honest_held_attacked',
    name: 'honest votes held on the attacked question during the attack, the worst of bursts and copy',
    unit: WORD,
    atMost: 0.1,
  }
  const stuffed = {
    id: 'l3_stuffed_counted',
    name: 'false votes counted among verified ones (10,000 of devices, 10,000 by 50 persons again and again)',
    unit: 'votes',
    atMost: 0,
  }
  const address = {
    id: 'one_address_counted',
    name: '300 verified people behind one address in 3 minutes: counted',
    unit: WORD,
    atLeast: 0.99,
  }
  const lesser = (/** @type {any[][]} */ all) => Math.min(...all.map((runs) => of(runs, 'attack')))
  return [
    row({ ...burstHeld, value: lesser([attacks.burst20, attacks.burst2000]) }),
    control({
      ...burstHeld,
      id: 'burst_held_control_no_newcomers',
      value: of(
        over('burst2000', () => new Watch({ without: 'newcomers' })),
        'attack',
      ),
    }),
    row({ ...honestHeld, value: of(calm, 'honest') }),
    control({
      ...honestHeld,
      id: 'honest_held_control_no_floor',
      value: of(
        over('calm', () => new Watch({ floor: 0 })),
        'honest',
      ),
    }),
    row({
      id: 'colleagues_held',
      name: 'of them 300 colleagues behind one address who come within 10 minutes',
      value: of(calm, 'colleague'),
      unit: WORD,
    }),
    row({ ...attacked, value: worst(Object.values(attacks), 'attacked') }),
    control({
      ...attacked,
      id: 'honest_held_attacked_control_no_known_networks',
      value: worst(
        Object.values({ a: over('burst2000', unknown), b: over('copied', unknown) }),
        'attacked',
      ),
    }),
    control({
      ...attacked,
      id: 'honest_held_attacked_control_first_rules',
      value: of(first, 'attacked'),
    }),
    row({
      id: 'copied_held',
      name: '2,000 false votes in 10 minutes, spread over the networks as the audience is: held',
      value: of(attacks.copied, 'attack'),
      unit: WORD,
    }),
    row({
      id: 'aged_held',
      name: '10,000 false votes in 5 minutes from 2,000 networks, with cookies laid up a day before: held',
      value: of(aged, 'attack'),
      unit: WORD,
    }),
    row({
      id: 'drip_held',
      name: '1,000 false votes dripped over 30 minutes from 50 networks: held',
      value: of(drip, 'attack'),
      unit: WORD,
    }),
    row({
      id: 'warmed_held',
      name: '10,000 false devices in 5 minutes that first vote elsewhere, a quarter of a minute before: held',
      value: of(over('warmed'), 'attack'),
      unit: WORD,
    }),
    row({
      id: 'shared_link_held',
      name: '200 honest newcomers in 3 minutes who follow a link to one question: held',
      value: of(link, 'link'),
      unit: WORD,
    }),
    row({ ...stuffed, value: Math.max(...verified.map((one) => one.stuffed)) }),
    control({
      ...stuffed,
      id: 'l3_stuffed_counted_control_by_device',
      value: Math.max(...byDevice.map((one) => one.stuffed)),
    }),
    row({ ...address, value: mean(verified.map((one) => one.address)) }),
    control({
      ...address,
      id: 'one_address_counted_control_verified_not_exempt',
      value: mean(punished.map((one) => one.address)),
    }),
    row({
      id: 'hold_floor',
      name: 'votes of one kind a minute on one question that are never held',
      value: HOLDING.floor,
      unit: 'votes',
    }),
  ]
}
