import { Island } from '../island'
import type { CannedText } from '../../../worker/contract/canned'
import type { Lang } from '../../../worker/contract/lang'
import type { DeskState } from '../../../worker/contract/room'
import { Desk } from './desk'
import type { DeskProps } from './desk-props'
import { nobodyListens, openDesk } from './model'

/** What the desk's island starts from; the server draws the same from it. */
export interface DeskSeed {
  desk: DeskState
  lang: Lang
  me: { id: string; name: string }
  /** Standard texts, as they were when the desk opened. */
  texts?: readonly CannedText[]
  sentences?: DeskProps['sentences']
}

export function DeskPage({ seed }: { seed: DeskSeed }) {
  return (
    <Island name="desk" props={seed}>
      <Desk
        model={openDesk(seed.desk)}
        does={nobodyListens}
        lang={seed.lang}
        me={seed.me}
        texts={seed.texts ?? []}
        sentences={seed.sentences}
        now={seed.desk.at}
      />
    </Island>
  )
}
