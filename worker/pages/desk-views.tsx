export { deskWords } from '../contract/words/desk'
export { DeskPage } from '../../web/views/desk/app'
export { DeskHome, emptyForm } from '../../web/views/desk/home'
export { HandOffSheets } from '../../web/views/desk/sheets'
