/** How many of a list's first elements come before a place in its order, found by halving. */
export function countBefore(length: number, isBefore: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the first of ascending times that is not earlier than `timeMs`; their count when none is. */
export function firstAtOrAfter(timesMs: ArrayLike<number>, timeMs: number): number {
  return countBefore(timesMs.length, (index) => (timesMs[index] ?? 0) < timeMs)
}

/** The index of the first of ascending times that is later than `timeMs`; their count when none is. */
export function firstAfter(timesMs: ArrayLike<number>, timeMs: number): number {
  return countBefore(timesMs.length, (index) => (timesMs[index] ?? 0) <= timeMs)
}
