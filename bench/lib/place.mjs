// Portals that are ready for votes: a live session, listed questions, visitors with their cookies.
import { buildVariant } from './variants.mjs'
import { openSession } from './session.mjs'

/** Limits on haste are raised, because a few visitors stand for many; everything else is as in production. */
export const vars = {
  VISITOR_RATE: '1000000000',
  HOLD_FLOOR: '1000000000',
  SOCKET_CAP: '10000',
  SHIELD: 'off',
}

/**
 * @param {any} ctx @param {ReturnType<typeof import('./loader.mjs').loader>} load
 * @param {{ variant?: Parameters<typeof buildVariant>[1], questions: number, visitors: number }} options
 */
export async function place(ctx, load, { variant, questions, visitors }) {
  const build = variant && (await buildVariant(ctx, variant))
  const portal = await ctx.portal({ vars, ...(build && { build }) })
  const session = await openSession(portal, {
    questions: questions + 1,
    token: ctx.keys.OPERATOR_TOKEN,
  })
  // The first question is for first votes, which give the cookies.
  const [first = 0, ...nos] = session.nos
  const { port, api } = session
  const cookies = await load('visitors', { port, api, no: first, count: visitors })
  return { portal, session, port, api, nos, cookies, cast: 0, asked: 0 }
}
/** @typedef {Awaited<ReturnType<typeof place>>} Place */
