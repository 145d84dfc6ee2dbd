import { onStage } from '../views/desk/lists'
import { folded, offersOf, type Offer } from '../views/desk/offers'
import {
  draftOf,
  draftReady,
  type Column,
  type DeskAction,
  type DeskModel,
} from '../views/desk/model'

/** What a key means at the desk. Pure: a key and the desk in, a wish out. */

export interface Key {
  key: string
  shift: boolean
  /** Ctrl or ⌘. */
  command: boolean
  alt: boolean
  /** An input method is composing: the key belongs to it. */
  composing: boolean
  /** The focus stands where people write. */
  writing: boolean
}

export type Wish =
  | { wish: 'act'; action: DeskAction }
  | { wish: 'offer'; offer: Offer }
  | { wish: 'undo' }
  | { wish: 'find' }
  | { wish: 'answer' }

const columns: Column[] = ['pending', 'comments', 'agenda', 'settled', 'prompts']

function otherColumn(model: DeskModel, by: 1 | -1): Column {
  const at = columns.indexOf(model.column)
  return columns[(at + by + columns.length) % columns.length] ?? 'pending'
}

const act = (action: DeskAction): Wish => ({ wish: 'act', action })

/** Ctrl or ⌘ with Enter sends the answer, also while its words are being written; Enter alone never does. */
function sendsAnswer(model: DeskModel, { key, command, composing }: Key): boolean {
  if (key !== 'Enter' || !command || composing) return false
  if (model.dialog)
    return model.dialog.kind === 'written' && draftReady(draftOf(model, model.dialog.no))
  const question = onStage(model.desk)
  return (
    question !== undefined && draftReady(draftOf(model, question.no, model.desk.snapshot.stage))
  )
}

/** The wish behind a key, or null where the key is not the desk's. */
export function wishOf(model: DeskModel, pressed: Key, myId: string): Wish | null {
  const { key, shift, command, alt, composing, writing } = pressed
  if (composing || !model.keys) return null
  if (sendsAnswer(model, pressed)) return { wish: 'answer' }
  if (command || alt || model.dialog) return null
  if (writing) return null
  const low = key.length === 1 ? key.toLowerCase() : key
  switch (low) {
    case 'j':
    case 'k':
    case 'ArrowDown':
    case 'ArrowUp': {
      const by = low === 'j' || low === 'ArrowDown' ? 1 : -1
      if (shift && model.column === 'agenda') {
        const offer = offersOf(model, myId).find((one) => one.name === (by === 1 ? 'down' : 'up'))
        return offer ? { wish: 'offer', offer } : null
      }
      return act({ do: 'step', by, range: shift })
    }
    case 'ArrowRight':
      return act({ do: 'column', column: otherColumn(model, 1) })
    case 'ArrowLeft':
      return act({ do: 'column', column: otherColumn(model, -1) })
    case 'v': {
      if (model.selected === null) return null
      const group = folded(model, model.selected)
      return act(
        group.length > 1 ? { do: 'mark_all', nos: group } : { do: 'mark', no: model.selected },
      )
    }
    case 'n':
      return act({ do: 'dialog', dialog: { kind: 'enter' } })
    case 'z':
      return model.undo ? { wish: 'undo' } : null
    case '/':
      return { wish: 'find' }
    case '?':
      return act({ do: 'dialog', dialog: { kind: 'keys' } })
    case '`':
      return act({ do: 'mode', mode: model.mode === 'host' ? 'review' : 'host' })
    case 'Escape':
      if (model.find) return act({ do: 'find', text: '' })
      return model.marked.length > 0 ? act({ do: 'unmark' }) : null
    case 'h':
      return offerFor(model, 'h', myId) ?? stageHandOff(model)
    default:
      return shift ? null : offerFor(model, low, myId)
  }
}

function offerFor(model: DeskModel, key: string, myId: string): Wish | null {
  const offer = offersOf(model, myId).find((one) => one.key === key)
  return offer ? { wish: 'offer', offer } : null
}

/** With nothing selected, handing off means the question on stage. */
function stageHandOff(model: DeskModel): Wish | null {
  const question = onStage(model.desk)
  if (!question || model.selected !== null) return null
  return act({ do: 'dialog', dialog: { kind: 'hand_off', nos: [question.no] } })
}
