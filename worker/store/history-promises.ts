import type { CommitmentRecord } from '../domain/case-records'
import { startOfDay } from '../domain/shanghai'

/**
 * Promises and decisions the sources print. Only the words are on record: they are shown as said, and nobody
 * here claims to know how each of them ended.
 */

type Told = Pick<CommitmentRecord, 'id' | 'sessionId' | 'quote' | 'unit' | 'what'> &
  Partial<CommitmentRecord> & { day: string }

function said({ day, ...facts }: Told): CommitmentRecord {
  const at = startOfDay(day)
  return {
    questionNo: null,
    answerId: null,
    lineId: null,
    caseId: null,
    replyId: null,
    saidAt: at,
    who: '',
    office: '',
    unitId: null,
    dueAsSaid: null,
    dueDay: null,
    amount: null,
    amountQualifier: null,
    amountUnit: null,
    amountText: null,
    criterion: null,
    state: 'said',
    reason: null,
    updatedAt: at,
    verifiedBy: null,
    enteredBy: '',
    enteredAt: at,
    version: 1,
    ...facts,
  }
}

export const historyPromises: readonly [CommitmentRecord, ...CommitmentRecord[]] = [
  said({
    id: 'history-xiadang-hydropower',
    sessionId: 'history-xiadang-1989-07-19',
    day: '1989-07-19',
    quote: '决定支持水电建设资金40多万元',
    unit: '宁德地区',
    what: '支持下党乡水电建设',
    amount: 400_000,
    amountQualifier: 'over',
    amountUnit: '元',
    amountText: '40多万元',
  }),
  said({
    id: 'history-ningde-allowance',
    sessionId: 'history-ningde-2014-voices',
    day: '2014-03-01',
    quote: '2225万元公用经费全部作低保专项',
    unit: '宁德市',
    what: '节约的公用经费全部用作农村低保',
    amount: 22_250_000,
    amountQualifier: 'exact',
    amountUnit: '元',
    amountText: '2225万元',
  }),
  said({
    id: 'history-ningde-approvals',
    sessionId: 'history-ningde-2014-voices',
    day: '2014-03-01',
    quote: '到“十二五”末，市级基本不再直接审批，由县级行政服务中心办理',
    unit: '宁德市',
    what: '审批事项下放到县级行政服务中心办理',
    dueAsSaid: '到“十二五”末',
    dueDay: '2015-12-31',
  }),
]
