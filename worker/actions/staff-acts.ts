/**
 * What staff and scripts do outside a room, read when one of them comes: a netizen's request does not wait
 * for it.
 */
export { keepUnitTree } from './keep-units'
export { openSealed } from './open-sealed'
export {
  announceSession,
  archiveSession,
  cancelSession,
  changeSession,
  draftSession,
  openSession,
} from './sessions'
export { rehearse } from './rehearse'
export { giveSignInLink, signIn } from './sign-in'
export { correctAnswer } from '../store/corrections'
