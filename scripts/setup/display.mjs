/** A screen for the window: the one that is there, or a virtual one (Xvfb) for as long as it is needed. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

const SCREEN = '1920x1200x24'
const START_LIMIT_MS = 20_000

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

/**
 * An X authority file with one entry for any host and display. Without it, every user of the machine could
 * look at the virtual screen, and patients may be on it.
 *
 * @param {Buffer} cookie
 */
export function authorityFile(cookie) {
  const ANY_HOST = 0xffff
  const number = (/** @type {number} */ value) => Buffer.from([value >> 8, value & 0xff])
  const text = (/** @type {Buffer} */ bytes) => Buffer.concat([number(bytes.length), bytes])
  const fields = ['', '', 'MIT-MAGIC-COOKIE-1'].map((field) => text(Buffer.from(field)))
  return Buffer.concat([number(ANY_HOST), ...fields, text(cookie)])
}

/** @param {import('node:child_process').ChildProcess} xvfb @returns {Promise<string>} the display's number */
function displayNumber(xvfb) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start in time')), START_LIMIT_MS)
    let number = ''
    xvfb.stdio[3]?.on('data', (bytes) => {
      number += bytes
      if (!number.endsWith('\n')) return
      clearTimeout(timer)
      resolve(number.trim())
    })
    xvfb.on('error', (error) => reject(new Error(`Xvfb is missing (${error.message}); run "npm run setup"`)))
    xvfb.on('exit', () => reject(new Error('Xvfb could not start')))
  })
}

/**
 * Calls back with the environment that has a display, and takes a virtual one away afterwards, also when this
 * process is asked to stop.
 *
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withDisplay(run) {
  if (hasDisplay()) return run(process.env)

  const folder = await mkdtemp(join(tmpdir(), 'emoclip-display-'))
  const authority = join(folder, 'authority')
  await writeFile(authority, authorityFile(randomBytes(16)), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', authority]
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const stop = () => {
    xvfb.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', stop)
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  const leave = (/** @type {NodeJS.Signals} */ signal) => {
    // Where a child is being waited for, it gets the signal and we come to the end by ourselves.
    if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
  }
  for (const signal of signals) process.on(signal, leave)
  try {
    const number = await displayNumber(xvfb)
    return await run({ ...process.env, DISPLAY: `:${number}`, XAUTHORITY: authority })
  } finally {
    for (const signal of signals) process.off(signal, leave)
    process.off('exit', stop)
    stop()
  }
}
