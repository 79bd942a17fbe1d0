import { readonly, shallowRef } from 'vue'
import { isAppError } from '#shared/errors.ts'

export interface Toast {
  id: number
  tone: 'info' | 'ok' | 'error'
  title: string
  detail: string | null
  action: { label: string; run: () => void } | null
}

/** One list for the whole window: errors arise anywhere and are shown in one place. */
const toasts = shallowRef<readonly Toast[]>([])
let lastId = 0

const keptToasts = 4

function show(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  // The same sentence twice in a row helps nobody.
  const others = toasts.value.filter((known) => known.title !== toast.title || known.detail !== toast.detail)
  toasts.value = [...others, { ...toast, id: lastId }].slice(-keptToasts)
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

function notify(title: string, detail: string | null = null): void {
  show({ tone: 'ok', title, detail, action: null })
}

/** Shows an error to the user. `what` says which action failed: "The caption was not saved". */
function report(error: unknown, what?: string): void {
  if (isAppError(error) && error.code === 'cancelled') return
  // A fault of the window itself: the console gets it whole, the user one sentence.
  if (!isAppError(error)) window.reportError(error)
  const sentence = isAppError(error) ? error.message : 'Something unexpected went wrong in this window.'
  show(
    what === undefined
      ? { tone: 'error', title: sentence, detail: null, action: null }
      : { tone: 'error', title: what, detail: sentence, action: null },
  )
}

/** Runs work from an event handler: answers its value, or null after showing why it failed. */
async function attempt<Value>(work: () => Promise<Value>, what?: string): Promise<Value | null> {
  try {
    return await work()
  } catch (error) {
    report(error, what)
    return null
  }
}

export function useErrors(): {
  toasts: Readonly<typeof toasts>
  show: typeof show
  notify: typeof notify
  report: typeof report
  attempt: typeof attempt
  dismiss: typeof dismiss
} {
  return { toasts: readonly(toasts), show, notify, report, attempt, dismiss }
}
