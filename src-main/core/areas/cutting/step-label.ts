import type { CutEdit } from '#shared/domain/cut.ts'
import { assertNever } from '#shared/errors.ts'

/** A step of cutting in the user's words, e.g. "split of a clip of P001 baseline". */
export function stepLabel(edit: CutEdit, visit: string): string {
  switch (edit.kind) {
    case 'replace':
      return `${counted(edit.spans.length, 'new clip')} of ${visit}`
    case 'split':
      return `split of a clip of ${visit}`
    case 'merge':
      return `merge of ${counted(edit.clipIds.length, 'clip')} of ${visit}`
    case 'trim':
      return `trim of a clip of ${visit}`
    case 'exclude':
      return `${edit.excluded ? 'exclusion' : 'inclusion'} of ${counted(edit.clipIds.length, 'clip')} of ${visit}`
    case 'add':
      return `new clip of ${visit}`
    case 'remove':
      return `removal of ${counted(edit.clipIds.length, 'clip')} of ${visit}`
    default:
      return assertNever(edit)
  }
}

const counted = (count: number, what: string): string =>
  count === 1 ? `a ${what}` : `${count.toLocaleString('en')} ${what}s`
