let seed: number | null = null

/** This reader's own shuffle: the same while the tab is open, and another reader's is another. */
export function ownSeed(): number {
  seed ??= kept()
  return seed
}

function kept(): number {
  try {
    const known = Number(sessionStorage.getItem('seed'))
    if (known > 0) return known
    const fresh = 1 + Math.floor(Math.random() * 2 ** 31)
    sessionStorage.setItem('seed', String(fresh))
    return fresh
  } catch {
    // A browser that keeps nothing still gets a shuffle, another one on each page.
    return 1 + Math.floor(Math.random() * 2 ** 31)
  }
}
