import type { Env } from '../contract/env'
import type { Keeper } from '../contract/keeper'

/** The keeper of nightly dumps. The binding cannot tell the type of the object behind it; the contract does. */
export const keeperOf = (env: Env): Keeper => env.KEEPER.getByName('portal') as unknown as Keeper
