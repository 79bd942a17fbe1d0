/** So long that a slow machine with other work gets there; what never comes true costs no more than this. */
export const PATIENCE_MS = 30_000

/** Of a single test: nothing takes that long but what hangs, however slow the machine and whatever it does beside. */
export const HANGING_MS = 600_000
