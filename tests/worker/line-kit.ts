import type { Actor } from '../../worker/contract/room'
import type { DeskLine, LineEdit } from '../../worker/contract/transcript'

/** Note-takers and the lines they type. */

export const tang: Actor = { id: 'n-tang', name: '唐记录', office: '记录员', role: 'note_taker' }
export const bai: Actor = { id: 'n-bai', name: '白记录', office: '记录员', role: 'note_taker' }

/** A new line; a test says what matters about it. */
export function typed(text: string, more: Partial<LineEdit> & { at: number }): LineEdit {
  const id = crypto.randomUUID()
  return {
    id,
    op: id,
    seen: 0,
    speaker: '吴经理',
    office: '县供水公司总经理',
    text,
    question: null,
    ...more,
  }
}

/** A change of a line as it was seen. */
export function changed(line: DeskLine, more: Partial<LineEdit>): LineEdit {
  const { id, at, speaker, office, text, question, version } = line
  return {
    id,
    op: crypto.randomUUID(),
    seen: version,
    at,
    speaker,
    office,
    text,
    question,
    ...more,
  }
}
