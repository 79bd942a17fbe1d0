import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { VideoMedia } from '#core/areas/video/video-service.ts'
import { AppError } from '#shared/errors.ts'
import { stripPictureCount } from '#core/media/previews/strip-pictures.ts'

/** A step of work that is let go on by the test. */
export interface Gate {
  wait(): Promise<void>
  open(): void
}

export function aGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    wait: () => opened,
    open: () => {
      open()
    },
  }
}

export interface FakeVideoMedia extends VideoMedia {
  /** What was asked for, in order, e.g. `pictures 40 of a.mp4`. */
  readonly asked: string[]
  /** Waited for before the picture with this index is given. */
  readonly gates: Map<number, Gate>
}

/**
 * Reads text files as videos: pictures are black, the sound of one that says `loud` is a second of full scale and then
 * one of silence, and one that says `broken` cannot be read. A sheet is written as its first byte.
 */
export function fakeVideoMedia(durationMs: number): FakeVideoMedia {
  const asked: string[] = []
  const gates = new Map<number, Gate>()
  const read = (file: string): string => {
    const text = readFileSync(file, 'utf8')
    if (!text.includes('broken')) return text
    throw new AppError('media-unreadable', `${basename(file)} has no readable picture.`)
  }
  return {
    asked,
    gates,
    frameTimes(file) {
      asked.push(`times of ${basename(file)}`)
      read(file)
      const ticks = Float64Array.of(0, 512, 1536)
      const timesMs = Float64Array.of(0, 40, 120)
      return Promise.resolve({ timeBase: { numerator: 1, denominator: 12_800 }, ticks, timesMs })
    },
    async *readStripPictures({ file, intervalMs, width, height, from, signal }) {
      asked.push(`pictures ${String(from)} of ${basename(file)}`)
      read(file)
      for (let index = from; index < stripPictureCount(durationMs, intervalMs); index += 1) {
        await gates.get(index)?.wait()
        if (signal?.aborted === true) throw new AppError('cancelled', 'The work was cancelled.')
        yield { index, rgb: new Uint8Array(width * height * 3).fill(index) }
      }
    },
    async *readSound({ file, sampleRate }) {
      asked.push(`sound of ${basename(file)}`)
      if (read(file).includes('deaf')) throw new AppError('media-unreadable', 'No such sound.')
      await Promise.resolve()
      if (read(file).includes('loud')) yield new Float32Array(2 * sampleRate).fill(1, 0, sampleRate)
    },
    writeJpeg(file, { rgb }) {
      asked.push(`sheet ${basename(file)}`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, rgb.subarray(0, 1))
      return Promise.resolve()
    },
    async makeProxy({ file, target, signal, onProgress }) {
      asked.push(`copy of ${basename(file)}`)
      read(file)
      onProgress?.(durationMs / 2)
      await gates.get(-1)?.wait()
      if (signal?.aborted === true) throw new AppError('cancelled', 'The work was cancelled.')
      writeFileSync(`${target}.mkv`, 'copy')
      return `${target}.mkv`
    },
  }
}
