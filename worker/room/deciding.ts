/** What the desk does, in one piece: it is read when the desk first does something, not with every room. */
export { decide, refuseWhileOpen } from './decide'
export { takeEntry } from './entry'
export { redate } from './redate'
