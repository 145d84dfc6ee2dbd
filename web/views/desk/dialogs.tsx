import {
  ConflictDialog,
  DetailsDialog,
  KeysDialog,
  MoveDialog,
  OverlayDialog,
} from './dialogs-session'
import {
  EditDialog,
  MergeDialog,
  NoteDialog,
  RedirectDialog,
  RejectDialog,
  ReopenDialog,
  TakeDownDialog,
} from './dialogs-review'
import {
  AskBackDialog,
  CorrectDialog,
  GuestDialog,
  SumUpDialog,
  WrittenDialog,
} from './dialogs-answer'
import { AppealDialog } from './dialog-appeal'
import { ProveDialog } from './dialog-prove'
import { EnterDialog, SlipDialog } from './dialogs-enter'
import { HandOffDialog } from './dialogs-hand-off'
import { MuteDialog, MutesDialog, QuotaDialog } from './dialogs-mute'
import type { DeskProps } from './desk-props'

/** The dialog that is open, if any. */
export function Dialogs(props: DeskProps) {
  const { dialog } = props.model
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'reject':
      return <RejectDialog {...props} {...dialog} />
    case 'redirect':
      return <RedirectDialog {...props} {...dialog} />
    case 'merge':
      return <MergeDialog {...props} {...dialog} />
    case 'edit':
      return <EditDialog {...props} {...dialog} />
    case 'note':
      return <NoteDialog {...props} {...dialog} />
    case 'enter':
      return <EnterDialog {...props} />
    case 'slip':
      return <SlipDialog {...props} {...dialog} />
    case 'written':
      return <WrittenDialog {...props} {...dialog} />
    case 'hand_off':
      return <HandOffDialog {...props} {...dialog} />
    case 'take_down':
      return <TakeDownDialog {...props} {...dialog} />
    case 'reopen':
      return <ReopenDialog {...props} {...dialog} />
    case 'correct':
      return <CorrectDialog {...props} {...dialog} />
    case 'mute':
      return <MuteDialog {...props} {...dialog} />
    case 'mutes':
      return <MutesDialog {...props} />
    case 'quota':
      return <QuotaDialog {...props} />
    case 'guest':
      return <GuestDialog {...props} />
    case 'ask_back':
      return <AskBackDialog {...props} />
    case 'sum_up':
      return <SumUpDialog {...props} {...dialog} />
    case 'move':
      return <MoveDialog {...props} {...dialog} />
    case 'conflict':
      return <ConflictDialog {...props} {...dialog} />
    case 'details':
      return <DetailsDialog {...props} {...dialog} />
    case 'overlay':
      return <OverlayDialog {...props} {...dialog} />
    case 'appeal':
      return <AppealDialog {...props} {...dialog} />
    case 'prove':
      return <ProveDialog {...props} {...dialog} />
    case 'keys':
      return <KeysDialog {...props} />
  }
}
