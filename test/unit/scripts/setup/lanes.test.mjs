import { describe, expect, it } from 'vitest'
import { runLanes, runWatched } from '../../../../scripts/setup/lanes.mjs'

/** Lanes that end when they are told to, and what was said of them. */
function track() {
  /** @type {string[]} */
  const started = []
  /** @type {Map<string, (code: number) => void>} */
  const ends = new Map()
  let written = ''
  /** @param {string} name @param {{ after?: string }} [options] @returns {import('../../../../scripts/setup/lanes.mjs').Lane} */
  const lane = (name, options = {}) => ({
    name,
    ...options,
    run: () => {
      started.push(name)
      return new Promise((resolve) => ends.set(name, resolve))
    },
  })
  /** @param {string} name */
  const end = async (name, code = 0) => {
    await expect.poll(() => ends.has(name)).toBe(true)
    ends.get(name)?.(code)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const write = (/** @type {string} */ text) => void (written += text)
  return { started, lane, end, write, written: () => written }
}

describe('lanes', () => {
  it('run in their order, as many at a time as there are slots, also after a failure', async () => {
    const { started, lane, end, write, written } = track()
    const failed = runLanes(
      ['a', 'b', 'c', 'd'].map((name) => lane(name)),
      { slots: 2, write },
    )
    await end('b', 3)
    expect(started).toEqual(['a', 'b', 'c'])
    await end('c')
    expect(started).toEqual(['a', 'b', 'c', 'd'])
    await end('d')
    await end('a')
    expect(await failed).toEqual(['b'])
    expect(written()).toContain('[b] FAILED (exit code 3)')
    expect(written()).toContain('[a] passed')
  })

  it('wait for the one they stand on, and let others pass', async () => {
    const { started, lane, end, write } = track()
    const lanes = [lane('build'), lane('window', { after: 'build' }), lane('unit')]
    const failed = runLanes(lanes, { slots: 2, write })
    await end('unit')
    expect(started).toEqual(['build', 'unit'])
    await end('build')
    expect(started).toEqual(['build', 'unit', 'window'])
    await end('window')
    expect(await failed).toEqual([])
  })

  it('fail without being run when the one they stand on has failed', async () => {
    const { started, lane, end, write, written } = track()
    const failed = runLanes([lane('build'), lane('window', { after: 'build' })], { slots: 2, write })
    await end('build', 1)
    expect(await failed).toEqual(['build', 'window'])
    expect(started).toEqual(['build'])
    expect(written()).toContain('[window] not run, as build failed')
  })

  it('fail when they cannot be run at all, which is said', async () => {
    const { write, written } = track()
    const broken = { name: 'screen', run: () => Promise.reject(new Error('Xvfb is missing')) }
    expect(await runLanes([broken], { slots: 1, write })).toEqual(['screen'])
    expect(written()).toContain('[screen] Xvfb is missing')
  })
})

describe('a watched program', () => {
  /** @param {string} code @param {number} silenceMs */
  const watched = async (code, silenceMs) => {
    /** @type {string[]} */
    const lines = []
    const say = (/** @type {string} */ line) => void lines.push(line)
    const exitCode = await runWatched([process.execPath, '--eval', code], { cwd: '.', silenceMs, say })
    return { exitCode, lines }
  }

  it('is heard line by line, and its exit code handed on', async () => {
    const code = `console.log('one'); console.error('two'); process.exitCode = 7; process.disconnect()`
    const { exitCode, lines } = await watched(code, 60_000)
    expect(exitCode).toBe(7)
    expect(lines.sort()).toEqual(['one', 'two'])
  })

  it('is ended when nothing is heard of it', async () => {
    const { exitCode, lines } = await watched('setInterval(() => {}, 1000)', 200)
    expect(exitCode).toBe(124)
    expect(lines).toEqual(['nothing was heard for 200 ms: it is ended'])
  })

  it('may take as long as it likes while it sends messages', async () => {
    const code = `
      let left = 20
      const timer = setInterval(() => {
        process.send('test')
        left -= 1
        if (left > 0) return
        clearInterval(timer)
        process.disconnect()
      }, 200)`
    // Twice as long as it may be silent, even when it is late with every message.
    const { exitCode } = await watched(code, 2000)
    expect(exitCode).toBe(0)
  })

  it('that cannot be started is told', async () => {
    /** @type {string[]} */
    const lines = []
    const options = {
      cwd: '.',
      silenceMs: 60_000,
      say: (/** @type {string} */ line) => void lines.push(line),
    }
    expect(await runWatched(['no-such-program'], options)).toBe(127)
    expect(lines.join()).toContain('no-such-program')
  })
})
