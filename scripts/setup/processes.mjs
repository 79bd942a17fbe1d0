/**
 * Starting other programs: the few ways the scripts do it, each waiting for the end without blocking the
 * event loop (so that a set-up step can tell that it is still alive).
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 128 + signal number when a signal ended it, 127 when it could not be
 *   started
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} timedOut
 */

/** Windows starts `npm`, which is a batch file there, only through its shell. */
const needsShell = (/** @type {string} */ command) =>
  process.platform === 'win32' && /^(npm|.*\.(cmd|bat))$/i.test(command)

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
const exitCodeOf = (code, signal) => code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))

/**
 * Runs a program to its end and keeps what it prints. Never rejects: a failure is in the exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<Finished>}
 */
export function capture(command, args, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: needsShell(command),
      windowsHide: true,
    })
    let stdout = ''
    let stderr = ''
    let timedOut = false
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            child.kill('SIGKILL')
          }, timeoutMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, stdout, stderr: stderr + error.message, timedOut })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: exitCodeOf(code, signal), stdout, stderr, timedOut })
    })
  })
}

/**
 * Runs a program on this terminal, passes it the signals that ask us to stop, and gives its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }}
 *   [options]
 * @returns {Promise<number>}
 */
export function passThrough(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio, shell: needsShell(command) })
    // Ctrl-C reaches every program of the terminal by itself; a second one would read as "at once".
    const terminalSendsIt = process.stdin.isTTY === true
    const forwards = /** @type {const} */ ({
      SIGINT: () => terminalSendsIt || child.kill('SIGINT'),
      SIGTERM: () => child.kill('SIGTERM'),
      SIGHUP: () => child.kill('SIGHUP'),
    })
    for (const [signal, forward] of Object.entries(forwards)) process.on(signal, forward)
    const finish = (/** @type {number} */ code) => {
      for (const [signal, forward] of Object.entries(forwards)) process.off(signal, forward)
      resolve(code)
    }
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`)
      finish(127)
    })
    child.on('close', (code, signal) => finish(exitCodeOf(code, signal)))
  })
}

/**
 * The last lines of what a failed program printed, for an error message; without the call stacks of Node, which
 * tell its user nothing.
 *
 * @param {Finished} finished
 */
export function lastLines({ stdout, stderr }, count = 12) {
  const lines = (stderr.trim() || stdout.trim()).split('\n').filter((line) => !/^\s+at /.test(line))
  return lines.slice(-count).join('\n')
}

/**
 * Runs npm: the very one that runs this script, if one does, so that the user's settings and version hold.
 *
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 */
export function npm(args, options) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  // Other package managers set npm_execpath, too; only npm knows `npm pack` as we use it.
  return cli !== undefined && node !== undefined && /npm-cli\.[cm]?js$/.test(cli)
    ? capture(node, [cli, ...args], options)
    : capture('npm', args, options)
}
