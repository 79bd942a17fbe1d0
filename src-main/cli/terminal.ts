/** Where the command reads its surroundings from and writes to; tests give their own. */
export interface Terminal {
  /** The result, and nothing else. */
  out(text: string): void
  /** Progress, warnings and errors. */
  err(text: string): void
  /** A person looks at `err`: one line may be written over and over. */
  readonly isInteractive: boolean
  /** Columns of that line. */
  readonly width: number
  /** Paths are meant from here. */
  readonly folder: string
  readonly signal: AbortSignal
}
