/** What a preview needs once it is opened: what plays, and what listens to it. */
export { Player } from './player'
export { listen } from './sound-meter'
