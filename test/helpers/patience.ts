/** So long that a slow machine with other work gets there; what never comes true costs no more than this. */
export const PATIENCE_MS = 30_000
