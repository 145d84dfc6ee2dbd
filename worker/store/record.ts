/** The record's readers, all in public shapes; what staff and actions need beyond that is in the named files. */
export { snapshotCounts, type RecordCounts } from './hand-over'
export { figuresOf } from './figures'
export {
  ledgerFacets,
  ledgerViews,
  publicCases,
  type LedgerFacets,
  type LedgerFilter,
  type LedgerRequest,
  type LedgerView,
} from './ledger'
export { ownByReceipt, ownQuestions, type OwnWithoutReceipt } from './own'
export { questionById, questionByNo } from './question-page'
export {
  mailboxPage,
  newestAnswers,
  recordPage,
  recordSnapshot,
  searchRecord,
  type MailboxRequest,
} from './question-reads'
export {
  listSessions,
  previousEdition,
  sessionBySlug,
  type HeldSession,
  type SessionFilter,
} from './session-reads'
export { listUnits, unitsForHandOff } from './units'
