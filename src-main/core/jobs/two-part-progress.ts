import type { JobControl } from './job-control.ts'

/** Of the bar, when faces have to be looked for first: it takes about as long as what follows. */
const LOOKING_PART = 0.5

/**
 * One bar over work that comes in two parts. The first has none of the bar until it says that there is something to
 * do; so the bar never goes back.
 *
 * @param span clips that were through before, and all
 */
export function inTwoParts(
  control: JobControl,
  { through, total }: { readonly through: number; readonly total: number },
): { readonly looking: JobControl; readonly predicting: JobControl } {
  let part = 0
  const left = total - through
  return {
    looking: {
      ...control,
      progress(done, all) {
        part = LOOKING_PART
        control.progress(through + (left * part * done) / Math.max(all, 1), total)
      },
    },
    predicting: {
      ...control,
      progress(done) {
        control.progress(through + left * part + (done - through) * (1 - part), total)
      },
    },
  }
}
