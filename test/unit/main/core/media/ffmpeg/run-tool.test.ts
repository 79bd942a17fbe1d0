import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runTool } from '#core/media/ffmpeg/run-tool.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const node = process.execPath

describe('runTool', () => {
  it('keeps what the program prints, and its exit code', async () => {
    const code = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'
    const result = await runTool(node, ['-e', code], { silenceMs: 60_000 })
    expect([result.code, result.stdout.toString(), result.stderr]).toEqual([3, 'out', 'err'])
  })

  it('hands on what comes instead of keeping it, however much that is', async () => {
    let bytes = 0
    const code = 'for (let i = 0; i < 80; i++) process.stdout.write(Buffer.alloc(1e6))'
    const onOutput = (chunk: Buffer) => {
      bytes += chunk.length
    }
    const result = await runTool(node, ['-e', code], { silenceMs: 60_000, onOutput })
    expect([result.code, result.stdout.length, bytes]).toEqual([0, 0, 80e6])
  })

  it('lets a program that is heard of take as long as it takes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    // Says its next word when the one before was heard: on a busy machine several would come at once.
    const code = `
      const { existsSync } = require('node:fs')
      let said = 0
      const say = () => {
        process.stdout.write('.')
        said += 1
        if (said === 5) return
        const waiting = setInterval(() => {
          if (!existsSync(process.argv[1] + '/' + said)) return
          clearInterval(waiting)
          say()
        }, 5)
      }
      say()`
    const folder = tempFolder()
    let heard = 0
    const onOutput = () => {
      heard += 1
      vi.advanceTimersByTime(40_000)
      writeFiles(folder, { [String(heard)]: '' })
    }
    const result = await runTool(node, ['-e', code, folder], { silenceMs: 60_000, onOutput })
    expect([result.code, heard]).toEqual([0, 5])
  })

  it('tells a program that crashed from one that says no, and from one that it ended itself', async () => {
    const ended = async (code: string, silenceMs = 60_000) =>
      (await runTool(node, ['-e', code], { silenceMs })).crashed
    expect(await ended('process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000)')).toBe(true)
    expect(await ended('process.exitCode = 1')).toBe(false)
    expect(await ended('setInterval(() => {}, 1000)', 50)).toBe(false)
  })

  it('kills a program that falls silent, and gives no exit code', async () => {
    expect(await runTool(node, ['-e', 'setInterval(() => {}, 1000)'], { silenceMs: 50 })).toMatchObject({
      code: null,
    })
  })

  it('passes arguments as they are, without a shell', async () => {
    const argument = '$(echo no); `x` "y"'
    const result = await runTool(node, ['-e', 'process.stdout.write(process.argv[1])', argument], {
      silenceMs: 60_000,
    })
    expect(result.stdout.toString()).toBe(argument)
  })

  it('stops when cancelled', async () => {
    const abort = new AbortController()
    const running = runTool(node, ['-e', 'setInterval(() => {}, 1000)'], {
      silenceMs: 60_000,
      signal: abort.signal,
    })
    abort.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('says that a program is missing', async () => {
    await expect(runTool('/no/such/program', [], { silenceMs: 1000 })).rejects.toMatchObject({
      code: 'ffmpeg-missing',
    })
  })
})
