export { screenWords } from '../contract/words/screen'
export { Overlay } from '../../web/views/screen/overlay'
export { Screen } from '../../web/views/screen/screen'
