/** What has the focus, as far as keys are concerned. */

export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range', 'color'].includes(target.type)
  }
  return target instanceof HTMLTextAreaElement || target.isContentEditable
}

/**
 * Whether undo there is the window's: everywhere but in a text field with a history of its own. Fields whose changes are
 * in the window's list say so (`data-history="study"`).
 */
export function hasStudyHistory(target: EventTarget | null): boolean {
  return !isTextEntry(target) || (target instanceof HTMLElement && target.dataset['history'] === 'study')
}

export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], .select-list') !== null
}
