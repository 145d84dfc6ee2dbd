import { batch, signal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import type { DeskSeed } from '../views/desk/app'
import { Desk } from '../views/desk/desk'
import { openDesk, type AnswerDraft, type DeskAction } from '../views/desk/model'
import { wishOf } from '../lib/desk-keys'
import { deskWires, type DeskWires } from '../lib/desk-live'
import { deskAfter } from '../lib/desk-state'
import { stayAlive } from '../lib/prove'
import { bringToLife, islandState } from '../lib/hydrate'

const seed = islandState<DeskSeed>('desk')
if (seed) start(seed)

/** Reads a setting or a draft this browser keeps; a browser that keeps nothing still works. */
function kept<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or forbidden storage costs the drafts of a reload, nothing else.
  }
}

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'button'].includes(target.type)))

function start({ desk, lang, me, sentences, texts }: DeskSeed) {
  const slug = desk.snapshot.session.slug
  const model = signal(openDesk(desk))
  const now = signal(desk.at)
  /** How far the room's clock is ahead of this one. */
  let ahead = desk.at - Date.now()

  const act = (action: DeskAction) =>
    batch(() => {
      const before = model.value
      if (action.do === 'state') ahead = action.desk.at - Date.now()
      model.value = deskAfter(before, action)
      if (model.value.drafts !== before.drafts) keep(`desk-drafts-${slug}`, model.value.drafts)
      if (model.value.keys !== before.keys) keep('desk-keys', model.value.keys)
      // The control that cuts is an island of its own.
      const { cuts } = model.value.desk
      if (cuts !== before.desk.cuts) dispatchEvent(new CustomEvent('desk-cuts', { detail: cuts }))
      if (model.value.selected !== before.selected || model.value.column !== before.column) {
        const { column, selected } = model.value
        wires.hold(column === 'comments' || column === 'prompts' ? null : selected)
      }
    })
  const wires: DeskWires = deskWires(
    () => model.value,
    act,
    lang,
    () => Date.now() + ahead,
  )

  const pressed = (event: KeyboardEvent) => {
    const wish = wishOf(
      model.value,
      {
        key: event.key,
        shift: event.shiftKey,
        command: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        composing: event.isComposing || event.keyCode === 229,
        writing: writes(event.target),
      },
      me.id,
    )
    if (!wish) {
      if (
        event.key === 'Escape' &&
        event.target instanceof HTMLInputElement &&
        event.target.matches('[data-find]')
      ) {
        act({ do: 'find', text: '' })
        event.target.blur()
      }
      return
    }
    event.preventDefault()
    if (wish.wish === 'act') act(wish.action)
    if (wish.wish === 'offer') wish.offer.run(wires)
    if (wish.wish === 'undo') wires.undo()
    if (wish.wish === 'find') document.querySelector<HTMLElement>('[data-find]')?.focus()
    if (wish.wish === 'answer') {
      const mode = model.value.dialog ? 'written' : 'live'
      document.querySelector<HTMLFormElement>(`[data-answer="${mode}"]`)?.requestSubmit()
    }
  }

  function App() {
    const { column, selected, place } = model.value
    const open = model.value.dialog !== null
    useEffect(() => {
      act({ do: 'keys', on: kept<boolean>('desk-keys') ?? true })
      const drafts = kept<Record<number, AnswerDraft>>(`desk-drafts-${slug}`) ?? {}
      for (const [no, draft] of Object.entries(drafts)) act({ do: 'draft', no: Number(no), draft })
      wires.open()
      stayAlive()
      const second = setInterval(() => {
        batch(() => {
          now.value = Date.now() + ahead
          act({ do: 'expire', now: now.value })
        })
      }, 1000)
      addEventListener('keydown', pressed)
      return () => {
        wires.close()
        clearInterval(second)
        removeEventListener('keydown', pressed)
      }
    }, [])
    useLayoutEffect(() => {
      if (selected === null || open) return
      const row = document.querySelector(`[data-row="${column}-${selected}"]`)
      row?.scrollIntoView({ block: 'nearest' })
      const at = document.activeElement
      if (!at || at === document.body || at.closest('[data-row]')) {
        row?.querySelector<HTMLElement>('.dk-row-main')?.focus({ preventScroll: true })
      }
    }, [column, selected, place, open])
    return (
      <Desk
        model={model.value}
        does={wires}
        lang={lang}
        me={me}
        now={now.value}
        texts={texts ?? []}
        sentences={sentences}
      />
    )
  }

  bringToLife('desk', App)
}
