import { onScopeDispose, shallowRef } from 'vue'
import type { Component, ShallowRef } from 'vue'
import type { CommandData } from '#shared/commands/command-data.ts'
import { isInDialog, isTextEntry } from './focus-place.ts'
import { keysOf, typesSign } from './pressed-keys.ts'

/** A command that the screen as it is can carry out, or a control in it. */
export interface Command extends Pick<
  CommandData,
  'typing' | 'inDialog' | 'claimsKey' | 'fixed' | 'inPalette'
> {
  readonly id: string
  /** In general words, for the key sheet. */
  readonly name: string
  /** In the words of the moment: `Undo score of P001 baseline`. */
  readonly label: () => string
  /** Heading in the key sheet, e.g. `Everywhere`, `Player`. */
  readonly group: string
  readonly icon?: Component | undefined
  readonly keys: () => readonly string[]
  /** Whether it can be carried out now. */
  readonly when: () => boolean
  /** Whether it is the one that is meant with the focus, or the pointer, there: a screen may have several charts. */
  readonly isFor: (target: EventTarget | null) => boolean
  /** Absent where a control does it itself, and it is only told. */
  readonly run?: (() => void) | undefined
}

/** Newest last; the newest match wins, so that an inner view can take a key over. */
const registered = shallowRef<readonly Command[]>([])

/** A focused button answers to Space and Enter itself. */
function isOwnKeyOfControl(event: KeyboardEvent): boolean {
  const isPress = event.key === ' ' || event.key === 'Enter'
  return isPress && event.target instanceof Element && event.target.closest('button, a, summary') !== null
}

/** A key that types a letter never runs anything while text is typed, whatever a command says. */
function mayRunInText({ typing }: Command, event: KeyboardEvent): boolean {
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
  return typing === 'also' && !isLetter
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const { target } = event
  const isTyped = isTextEntry(target)
  if (isTyped && typesSign(event)) return
  const keys = keysOf(event)
  const match = registered.value.findLast(
    (command) =>
      command.run !== undefined &&
      command.fixed !== true &&
      command.keys().includes(keys) &&
      (!isTyped || mayRunInText(command, event)) &&
      (command.inDialog === true || !isInDialog(target)) &&
      !isOwnKeyOfControl(event) &&
      command.isFor(target) &&
      (command.claimsKey === true || command.when()),
  )
  if (match?.run === undefined) return
  event.preventDefault()
  const isHeldBack = match.claimsKey === true && (isInDialog(target) || !match.when())
  if (!isHeldBack) match.run()
}

let isListening = false

/** Commands live as long as the component or scope that names them. */
export function registerCommands(commands: readonly Command[]): void {
  if (!isListening) {
    window.addEventListener('keydown', handle)
    isListening = true
  }
  registered.value = [...registered.value, ...commands]
  onScopeDispose(() => {
    registered.value = registered.value.filter((command) => !commands.includes(command))
  })
}

/** Everything that works right now. */
export function useRegisteredCommands(): Readonly<ShallowRef<readonly Command[]>> {
  return registered
}

/** The command as it is meant with the focus there; `null` when nothing on the screen knows it. */
export function findCommand(id: string, target: EventTarget | null = null): Command | null {
  return (
    registered.value.findLast(
      (command) => command.id === id && command.run !== undefined && command.isFor(target),
    ) ?? null
  )
}

/** Does nothing when it cannot be carried out now. */
export function runCommand(id: string, target: EventTarget | null = null): void {
  const command = findCommand(id, target)
  if (command?.when() === true) command.run?.()
}
