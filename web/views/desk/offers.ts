import { canAct } from '../../../worker/domain/machine'
import type { DeskQuestion } from '../../../worker/contract/room'
import { clustersOf, inRecord, isSealed, placeAfterStep } from './lists'
import { commentOf, questionOf, seenOf, type DeskDoes, type DeskModel } from './model'

/** One thing that can be done with what is selected: a button of the bar, and a key. */
export interface Offer {
  name:
    | 'approve'
    | 'approve_group'
    | 'reject'
    | 'merge'
    | 'note'
    | 'stage'
    | 'hand_off'
    | 'take_down'
    | 'redirect'
    | 'confirm_redirect'
    | 'edit'
    | 'reopen'
    | 'written'
    | 'unstage'
    | 'details'
    | 'up'
    | 'down'
    | 'unplace'
    | 'unmerge'
    | 'correct'
    | 'promote'
    | 'mute'
    | 'sum_up'
    | 'appeal'
  key?: string
  /** For how many items, where it is more than one. */
  n?: number
  run: (does: DeskDoes) => void
}

/** The questions an action on many would mean: the marked ones, or a folded cluster's, or the one. */
export function meant(model: DeskModel): number[] {
  if (model.marked.length > 0) return model.marked
  return model.selected === null ? [] : [model.selected]
}

const open = (dialog: Parameters<DeskDoes['act']>[0] & { do: 'dialog' }) => (does: DeskDoes) =>
  does.act(dialog)

/** What the state allows with the item under the cursor. Whatever is not allowed is not offered. */
export function offersOf(model: DeskModel, myId: string): Offer[] {
  if (model.column === 'comments') return commentOffers(model)
  if (model.column === 'prompts') return promptOffers(model)
  const question = questionOf(model.desk, model.selected)
  const nos = meant(model).filter((no) => questionOf(model.desk, no))
  if (nos.length > 1) return manyOffers(model, nos)
  const only = nos.length === 1 ? questionOf(model.desk, nos[0] ?? null) : question
  const offers = only ? questionOffers(model, only, myId) : []
  // What is in the record is corrected in the open, and otherwise stays as it is.
  if (!inRecord(model.desk)) return offers
  return offers.filter(({ name }) => name === 'correct' || name === 'details')
}

function manyOffers(model: DeskModel, nos: number[]): Offer[] {
  const all = (act: Parameters<typeof canAct>[1]) =>
    nos.filter((no) => {
      const question = questionOf(model.desk, no)
      return question && canAct(question.state, act)
    })
  const offers: Offer[] = []
  const approve = all('approve')
  const reject = all('reject')
  const merge = all('merge')
  const handOff = all('hand_off')
  const seen = (of: number[]) => seenOf(model.desk, of)
  if (approve.length > 0) {
    offers.push({
      name: 'approve',
      key: 'a',
      n: approve.length,
      run: (does) => does.decide({ act: 'approve', nos: approve, seen: seen(approve) }),
    })
  }
  if (reject.length > 0) {
    offers.push({
      name: 'reject',
      key: 'r',
      n: reject.length,
      run: open({ do: 'dialog', dialog: { kind: 'reject', nos: reject, of: 'question' } }),
    })
  }
  if (merge.length > 0) {
    offers.push({
      name: 'merge',
      key: 'm',
      n: merge.length,
      run: open({ do: 'dialog', dialog: { kind: 'merge', nos: merge } }),
    })
  }
  if (handOff.length > 0) {
    offers.push({
      name: 'hand_off',
      key: 'h',
      n: handOff.length,
      run: open({ do: 'dialog', dialog: { kind: 'hand_off', nos: handOff } }),
    })
  }
  return offers
}

function questionOffers(model: DeskModel, question: DeskQuestion, myId: string): Offer[] {
  const { no, state } = question
  const seen = seenOf(model.desk, [no])
  const may = (act: Parameters<typeof canAct>[1]) => canAct(state, act)
  const dialog = (kind: 'redirect' | 'edit' | 'note' | 'written' | 'reopen' | 'details') =>
    open({ do: 'dialog', dialog: { kind, no } })
  const offers: Offer[] = []
  const offer = (on: boolean, one: Offer) => {
    if (on) offers.push(one)
  }
  const proposed = question.redirectBy !== undefined && state !== 'redirected'
  offer(proposed && question.redirectBy !== myId, {
    name: 'confirm_redirect',
    run: dialog('redirect'),
  })
  const appealed = question.appeal?.state === 'waiting'
  offer(appealed, {
    name: 'appeal',
    key: 'a',
    run: open({ do: 'dialog', dialog: { kind: 'appeal', no } }),
  })
  offer(may('approve') && !isSealed(question), {
    name: 'approve',
    key: 'a',
    run: (does) => does.decide({ act: 'approve', nos: [no], seen }),
  })
  const group = folded(model, no)
  offer(group.length > 1, {
    name: 'approve_group',
    key: 'g',
    n: group.length,
    run: (does) =>
      does.decide(
        { act: 'approve', nos: [no], seen },
        { act: 'merge', nos: group.slice(1), into: no, seen: seenOf(model.desk, group.slice(1)) },
      ),
  })
  offer(may('stage'), {
    name: 'stage',
    key: 's',
    run: (does) => does.stage(no),
  })
  offer(may('reject'), {
    name: 'reject',
    key: 'r',
    run: open({ do: 'dialog', dialog: { kind: 'reject', nos: [no], of: 'question' } }),
  })
  const merging = group.length > 1 ? group : [no]
  offer(may('merge'), {
    name: 'merge',
    key: 'm',
    ...(merging.length > 1 ? { n: merging.length } : {}),
    run: open({ do: 'dialog', dialog: { kind: 'merge', nos: merging } }),
  })
  offer(may('unmerge'), {
    name: 'unmerge',
    run: (does) => does.decide({ act: 'unmerge', nos: [no], seen }),
  })
  offer(may('hand_off'), {
    name: 'hand_off',
    key: 'h',
    run: open({ do: 'dialog', dialog: { kind: 'hand_off', nos: [no] } }),
  })
  offer(may('answer') && state !== 'on_stage', { name: 'written', run: dialog('written') })
  if (state === 'listed' && model.column === 'agenda' && model.order === 'hand') {
    for (const [name, key, by] of [
      ['up', 'K', -1],
      ['down', 'J', 1],
    ] as const) {
      const before = placeAfterStep(model.desk, no, by)
      offer(before !== null, {
        name,
        key,
        run: (does) => does.decide({ act: 'place', no, before: before ?? 'end' }),
      })
    }
    offer(question.position !== null, {
      name: 'unplace',
      run: (does) => does.decide({ act: 'place', no, before: null }),
    })
  }
  offer(may('redirect') && !proposed, { name: 'redirect', run: dialog('redirect') })
  offer(!['withdrawn', 'taken_down', 'rejected', 'redirected'].includes(state), {
    name: 'edit',
    run: dialog('edit'),
  })
  const answer = question.answers.at(-1)
  offer(answer !== undefined, {
    name: 'correct',
    run: (does) => answer && does.act({ do: 'dialog', dialog: { kind: 'correct', no, answer } }),
  })
  offer(true, { name: 'note', key: 'e', run: dialog('note') })
  // What was appealed is heard, and then final.
  offer(may('reopen') && !(state === 'rejected' && question.appeal), {
    name: 'reopen',
    run: dialog('reopen'),
  })
  offer(may('take_down'), {
    name: 'take_down',
    key: 'x',
    run: open({ do: 'dialog', dialog: { kind: 'take_down', no, of: 'question' } }),
  })
  // What staff entered for somebody came from no device.
  offer(question.channel === 'online', {
    name: 'mute',
    key: 'b',
    run: open({ do: 'dialog', dialog: { kind: 'mute', no, of: 'question' } }),
  })
  offer(true, { name: 'details', key: 'i', run: dialog('details') })
  return offers
}

/** The cluster folded under a line of the review list, its lead first; just the line where there is none. */
export function folded(model: DeskModel, no: number): number[] {
  if (model.mode !== 'review' || model.column !== 'pending' || model.unfolded.includes(no))
    return [no]
  const cluster = clustersOf(model.desk, model.find).find((one) => one.lead.no === no)
  return [no, ...(cluster?.rest ?? []).map((question) => question.no)]
}

function commentOffers(model: DeskModel): Offer[] {
  const states = new Map(model.desk.comments.map((comment) => [comment.no, comment.state]))
  const waiting = meant(model).filter((no) => states.get(no) === 'submitted')
  const comment = commentOf(model.desk, model.selected)
  const offers: Offer[] = []
  const n = waiting.length > 1 ? { n: waiting.length } : {}
  if (waiting.length > 0) {
    offers.push(
      {
        name: 'approve',
        key: 'a',
        ...n,
        run: (does) => does.decide({ act: 'approve_comment', nos: waiting }),
      },
      {
        name: 'reject',
        key: 'r',
        ...n,
        run: open({ do: 'dialog', dialog: { kind: 'reject', nos: waiting, of: 'comment' } }),
      },
    )
  }
  if (comment && waiting.length <= 1) {
    const { no, state } = comment
    if (state === 'submitted' || state === 'listed') {
      offers.push({ name: 'promote', run: (does) => does.decide({ act: 'promote_comment', no }) })
    }
    if (state === 'listed') {
      offers.push({
        name: 'take_down',
        key: 'x',
        run: open({ do: 'dialog', dialog: { kind: 'take_down', no, of: 'comment' } }),
      })
    }
    offers.push({
      name: 'mute',
      key: 'b',
      run: open({ do: 'dialog', dialog: { kind: 'mute', no, of: 'comment' } }),
    })
  }
  return offers
}

function promptOffers(model: DeskModel): Offer[] {
  const prompt = model.desk.snapshot.prompts.find((one) => one.no === model.selected)
  return prompt?.open
    ? [{ name: 'sum_up', run: open({ do: 'dialog', dialog: { kind: 'sum_up', no: prompt.no } }) }]
    : []
}
