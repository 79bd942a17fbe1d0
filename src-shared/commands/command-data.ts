import type { CommandContext } from './contexts.ts'

/** What is said of a command without a window; how it is done is for the screen that has it. */
export interface CommandData {
  /** As palette, menus, tooltips and key sheet say it. A screen may be more exact for the moment. */
  readonly label: string
  readonly context: CommandContext
  /**
   * From the start: `Ctrl+K`, `Shift+ArrowLeft`, `Space`, `J`, `?`. Ctrl also stands for Cmd. The first is the one that
   * menus and tooltips show.
   */
  readonly keys?: readonly string[]
  /** Whether the keys also work while text is typed, or only then; `never` unless told. */
  readonly typing?: 'never' | 'also' | 'only'
  /** Also while a dialog or menu is open. */
  readonly inDialog?: true
  /** The key does nothing else even while the command cannot run, or a dialog is open. */
  readonly claimsKey?: true
  /** A control takes these keys itself, as all of its kind do: they are told and cannot be changed. */
  readonly fixed?: true
  /** Of no use in a list of commands to choose from, such as a step by one frame. */
  readonly inPalette?: false
}

export type CommandTable = Readonly<Record<string, CommandData>>
