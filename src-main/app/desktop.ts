/** A kind of file, for a dialog: a name in words and extensions without the dot. */
export interface FileKind {
  readonly name: string
  readonly extensions: readonly string[]
}

/** A question with its answers. The first button is the way out: closing the question means it. */
export interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  /** Place of the button that Enter presses. */
  readonly defaultButton: number
}

/**
 * What request handlers need of the desktop around them. Electron implements it; tests do without. Paths are
 * absolute; null means that the user cancelled.
 */
export interface Desktop {
  chooseFolder(ask: { title: string; button: string; mayCreate: boolean }): Promise<string | null>
  chooseFolders(ask: { title: string; button: string }): Promise<string[] | null>
  chooseFile(ask: { title: string; button: string; kind: FileKind }): Promise<string | null>
  chooseTarget(ask: { title: string; name: string; kind: FileKind }): Promise<string | null>
  showInFolder(path: string): void
  /** Answers the place of the button. */
  ask(question: Question): Promise<number>
  copyText(text: string): void
  /** A document that needs nothing else, on A4 pages. Nothing in it is run. */
  printPdf(html: string): Promise<Uint8Array>
}
