import { useEffect, useRef, useState } from 'preact/hooks'
import type { Delta } from '../../worker/contract/live'
import {
  ALL_LINES,
  LINES_PAGE,
  type LinesPage,
  type TimedLine,
} from '../../worker/contract/transcript'
import { bringToLife } from '../lib/hydrate'
import { mergedLines } from '../lib/line-merge'
import { linesLink } from '../lib/lines-link'
import { Transcript, type TranscriptProps } from '../views/transcript'

/** The text record kept up to date while somebody looks at it; fetched only then. */

/** Words of a line that has just come have no second yet: it is linked once the page is loaded anew. */
type Held = Pick<TranscriptProps, 'lines' | 'total' | 'revisions' | 'cut'>

function LiveTranscript(props: TranscriptProps) {
  const [held, hold] = useState<Held>(props)
  const [waiting, wait] = useState<TimedLine[]>([])
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let reading = false
    const read = async () => {
      if (reading) return
      reading = true
      const query = props.live ? `page=${props.page}&newest=1` : `page=${props.page}`
      try {
        const answer = await fetch(`/api/sessions/${props.slug}/transcript?${query}`)
        if (answer.ok) {
          hold((await answer.json()) as LinesPage & { lines: TimedLine[] })
          wait([])
        }
      } catch {
        // The line to the room says when it is back.
      } finally {
        reading = false
      }
    }
    linesLink.again = () => void read()
    linesLink.heard = ({ lines = [], linesGone = [] }: Delta) => {
      if (lines.length === 0 && linesGone.length === 0) return
      if (linesGone.includes(ALL_LINES)) {
        // Off this screen at once; the reason is read afterwards.
        hold((now) => ({ ...now, lines: [], revisions: [], total: 0 }))
        return void read()
      }
      // Corrections are told with their reason by the page; so is what a resumed record shows again.
      const known = lines.every(({ revised }) => revised === undefined) && linesGone.length === 0
      if (!known || props.page > 1) return void read()
      const come = lines.map((line): TimedLine => ({ ...line, media: null }))
      const away = (top.current?.getBoundingClientRect().top ?? 0) < 0
      if (away) wait((now) => mergedLines(now, come, []))
      else hold((now) => withLines(now, come))
    }
    // What came between the page and this script.
    void read()
    return () => {
      delete linesLink.again
      delete linesLink.heard
    }
  }, [props])
  return (
    <div ref={top}>
      <Transcript
        {...props}
        {...held}
        pages={Math.ceil(held.total / LINES_PAGE)}
        fresh={waiting.length}
        showFresh={() => {
          hold((now) => withLines(now, waiting))
          wait([])
          top.current?.scrollIntoView()
        }}
      />
    </div>
  )
}

function withLines(held: Held, come: TimedLine[]): Held {
  const lines = mergedLines(held.lines, come, [])
  const more = lines.length - held.lines.length
  return { ...held, lines: lines.slice(-LINES_PAGE), total: held.total + more, cut: null }
}

bringToLife<TranscriptProps>('transcript', LiveTranscript)
