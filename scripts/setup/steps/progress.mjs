/**
 * How the set-up tells what it does: one line per step with the time it took, on a stream that the caller
 * chooses.
 */

/** A step could not be done; the message is one sentence that says what the user can do about it. */
export class SetupProblem extends Error {
  /**
   * @param {string} message
   * @param {{ details?: string }} [options] details: what the failed program printed
   */
  constructor(message, { details } = {}) {
    super(message)
    this.name = 'SetupProblem'
    this.details = details ?? ''
  }
}

/** @param {number} milliseconds */
export function formatDuration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** @param {number} bytes */
export const formatSize = (bytes) => `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`

/**
 * A full disk, a folder that may not be written, or a mistake in the set-up itself.
 *
 * @param {unknown} error
 */
const unexpected = (error) =>
  error instanceof Error
    ? new SetupProblem(`${error.message}; mend that and run the set-up again`, { details: error.stack ?? '' })
    : new SetupProblem(String(error))

const TITLE_WIDTH = 18
/** A long step says every so often that it is still at work. */
const STILL_AT_WORK_MS = 20_000

/**
 * @typedef {(text: string) => void} Say prints what the step is about to do, before it does it
 * @typedef {{ step: <T>(title: string, run: (say: Say) => Promise<[string, T]>) => Promise<T | null>,
 *   problems: SetupProblem[] }} Progress
 */

/**
 * @param {NodeJS.WritableStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  /** @type {SetupProblem[]} */
  const problems = []

  /** @param {string} title @param {string} text */
  const print = (title, text) => stream.write(`  ${title.padEnd(TITLE_WIDTH)} ${text}\n`)

  return {
    problems,

    /**
     * Runs one step, which gives back how it ended, in words, and its result. A problem is printed, kept in
     * `problems` and gives null, so that the steps that do not need this one still run.
     */
    async step(title, run) {
      const startedAt = performance.now()
      const elapsed = () => formatDuration(performance.now() - startedAt)
      let lastSaid = ''
      const timer = setInterval(() => {
        if (lastSaid !== '') print('', `… still ${lastSaid} (${elapsed()})`)
      }, STILL_AT_WORK_MS)
      timer.unref()
      try {
        const [outcome, result] = await run((text) => {
          lastSaid = text
          print(title, `${text} …`)
        })
        print(title, `${outcome} (${elapsed()})`)
        return result
      } catch (error) {
        const problem = error instanceof SetupProblem ? error : unexpected(error)
        problems.push(problem)
        print(title, `NOT DONE (${elapsed()}): ${problem.message}`)
        if (problem.details !== '') stream.write(problem.details.replace(/^/gm, '      | ') + '\n')
        return null
      } finally {
        clearInterval(timer)
      }
    },
  }
}
