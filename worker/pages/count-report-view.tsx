export { countReportWords } from '../contract/words/count-report'
export { HOLDING } from '../domain/holding'
export { integrityOf } from '../store/integrity'
export { CountReport } from '../../web/views/count-report'
