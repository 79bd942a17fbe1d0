/** One thing of many that did not work. */
export interface Failure {
  /** A file, clip or item; never a full path. */
  readonly item: string
  readonly message: string
}

/** What a command answers: a document for programs, lines for people. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  readonly failures: readonly Failure[]
}
