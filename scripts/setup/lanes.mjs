/**
 * Lanes: programs that stand for themselves and run beside one another, each on a core of its own, until the
 * queue is empty; also after a failure, so that one run shows everything.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { formatDuration } from './steps/progress.mjs'

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {string} [after] name of the lane that this one stands on; when that failed, this one has failed too
 * @property {(say: (line: string) => void) => Promise<number>} run gives the exit code
 */

/**
 * Starts them in their order, as many at a time as there are `slots`; one whose turn it is before what it stands
 * on has ended lets the next one pass.
 *
 * @param {readonly Lane[]} lanes
 * @param {{ slots: number, write?: (text: string) => void }} options
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runLanes(lanes, { slots, write = (text) => process.stderr.write(text) }) {
  const waiting = [...lanes]
  /** @type {Map<string, Promise<void>>} */
  const running = new Map()
  /** @type {Map<string, boolean>} whether it went well */
  const ended = new Map()

  /** @param {Lane} lane */
  const start = async ({ name, after, run }) => {
    const startedAt = performance.now()
    const say = (/** @type {string} */ line) => write(`[${name}] ${line}\n`)
    if (after !== undefined && ended.get(after) === false) {
      say(`not run, as ${after} failed`)
      ended.set(name, false)
      return
    }
    const code = await run(say).catch((error) => {
      say(error instanceof Error ? error.message : String(error))
      return 1
    })
    ended.set(name, code === 0)
    const outcome = code === 0 ? 'passed' : `FAILED (exit code ${code})`
    say(`${outcome}, ${formatDuration(performance.now() - startedAt)}`)
  }
  const isReady = (/** @type {Lane} */ { after }) =>
    after === undefined || ended.has(after) || !lanes.some(({ name }) => name === after)

  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < slots ? waiting.findIndex(isReady) : -1
    const [lane] = next === -1 ? [] : waiting.splice(next, 1)
    if (lane !== undefined) {
      const { name } = lane
      running.set(
        name,
        start(lane).finally(() => running.delete(name)),
      )
    } else if (running.size > 0) await Promise.race(running.values())
    else throw new Error(`${waiting.map(({ name }) => name).join(', ')} wait for one another`)
  }
  return lanes.map(({ name }) => name).filter((name) => ended.get(name) !== true)
}

/** Of a program that was ended because nothing was heard of it any more, as `timeout` has it. */
const SILENT = 124
/** What it has left to end its own children. */
const GRACE_MS = 10_000

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
const exitCodeOf = (code, signal) => code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))

/**
 * Runs a program to its end and says each line that it prints. However long it takes, it may: it is ended only when
 * for `silenceMs` it has neither printed a line nor sent a message (it has a channel to this process).
 *
 * @param {readonly [command: string, ...args: string[]]} program
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, silenceMs: number, say: (line: string) => void }} options
 * @returns {Promise<number>} exit code; 127 when it could not be started, 124 when it fell silent
 */
export function runWatched([command, ...args], { cwd, env, silenceMs, say }) {
  return new Promise((resolve) => {
    // In a group of its own where there are groups, so that its children can be ended with it.
    const detached = process.platform !== 'win32'
    const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 'pipe', 'pipe', 'ipc'])
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio, detached, windowsHide: true })
    let isSilent = false
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (detached && child.pid !== undefined) process.kill(-child.pid, signal)
        else child.kill(signal)
      } catch {
        // It has just ended by itself.
      }
    }
    /** @type {NodeJS.Timeout | undefined} */
    let killTimer
    const timer = setTimeout(() => {
      isSilent = true
      say(`nothing was heard for ${formatDuration(silenceMs)}: it is ended`)
      // First as it can end its own children, windows among them.
      end('SIGTERM')
      killTimer = setTimeout(end, GRACE_MS, 'SIGKILL')
    }, silenceMs)
    // A timer that has gone off would start anew.
    const isAlive = () => void (isSilent || timer.refresh())
    child.on('message', isAlive)
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        isAlive()
        if (line.trim() !== '') say(line)
      })
    }
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    const forwards = signals.map((signal) => /** @type {const} */ ([signal, () => end(signal)]))
    for (const [signal, forward] of forwards) process.on(signal, forward)
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer)
      clearTimeout(killTimer)
      for (const [signal, forward] of forwards) process.off(signal, forward)
      resolve(code)
    }
    child.on('error', (error) => {
      say(`${command}: ${error.message}`)
      finish(127)
    })
    child.on('close', (code, signal) => finish(isSilent ? SILENT : exitCodeOf(code, signal)))
  })
}
