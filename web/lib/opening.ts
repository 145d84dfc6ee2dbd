/**
 * The page of an announced session has no line to a room, for there is none yet. While it is looked at,
 * it asks now and then for the session's few facts, which a cache may answer, and loads itself anew once
 * the session is announced no longer. Waits differ, so that pages opened together do not ask together.
 */

const WAIT_MS = 30_000

/** Whether the session is announced no longer; where no answer comes, it is asked again later. */
async function isOver(path: string): Promise<boolean> {
  try {
    const answer = await fetch(path)
    return answer.ok && ((await answer.json()) as { state: string }).state !== 'announced'
  } catch {
    return false
  }
}

/** Follows the session this page waits for, if it waits for one. */
export function awaitOpening(): void {
  const path = document.querySelector<HTMLElement>('[data-opens]')?.dataset['opens']
  if (!path) return
  let timer = 0
  const later = () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), WAIT_MS * (1 + Math.random()))
  }
  const ask = async () => {
    later()
    // Where nobody looks nobody asks; it is asked at once when somebody looks again.
    if (document.visibilityState === 'visible' && (await isOver(path))) location.reload()
  }
  document.addEventListener('visibilitychange', () => void ask())
  later()
}
