import { useState } from 'preact/hooks'
import { proveWords } from '../../../worker/contract/words/prove'
import { wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'

/** Asks who it is, and then does what was being done; what was typed stays in it. */
export function ProveDialog({
  does,
  lang,
  signedOut,
  retry,
}: DeskProps & { signedOut: boolean; retry: () => void }) {
  const t = proveWords[lang]
  const { w } = wordsOf(lang)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const close = () => does.act({ do: 'dialog', dialog: null })
  const goOn = () => {
    close()
    retry()
  }
  const prove = () => {
    setBusy(true)
    setFailed(false)
    void does.prove(signedOut).then((proved) => {
      setBusy(false)
      if (proved) goOn()
      else setFailed(true)
    })
  }
  return (
    <Modal
      title={signedOut ? t.title_out : t.title}
      lead={signedOut ? t.lead_out : t.lead}
      close={close}
      closeWord={w.close}
    >
      {failed && (
        <p class="dk-warn" role="alert">
          {t.failed}
        </p>
      )}
      <p>
        <button type="button" class="btn main" data-first disabled={busy} onClick={prove}>
          {t.button}
        </button>
      </p>
      <p>
        <a
          href={signedOut ? '/desk/sign-in' : '/desk/prove?back=/desk/me'}
          target="_blank"
          rel="noopener"
        >
          {t.other}
        </a>
      </p>
      <footer class="dk-ends">
        <button type="button" class="btn" onClick={close}>
          {t.cancel}
        </button>
        <button type="button" class="btn" onClick={goOn}>
          {t.retry}
        </button>
      </footer>
    </Modal>
  )
}
