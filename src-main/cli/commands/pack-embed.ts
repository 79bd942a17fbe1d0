import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { AppError, isAppError } from '#shared/errors.ts'
import { embedRawClips } from '#core/inference/host/embed-raw-clips.ts'
import type { RawClip } from '#core/inference/host/embed-raw-clips.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { choosePrecision, packFolder } from './pack.ts'

/** Where each clip lies in the file of frames: uint8 RGB, frame after frame. */
const shapesSchema = z.array(
  z.object({
    frames: z.number().int().positive(),
    height: z.number().int().positive(),
    width: z.number().int().positive(),
    /** In bytes. */
    offset: z.number().int().nonnegative(),
  }),
)
const textsSchema = z.array(z.string()).min(1)

interface EmbedArguments {
  readonly pack: string
  readonly frames: string
  readonly shapes: string
  readonly texts: string
  readonly precision?: string
  readonly provider?: string
}

/** Raw frames and sentences through a pack, for checks against other implementations. */
export function packEmbedCommand(given: EmbedArguments) {
  return async (context: CliContext): Promise<Outcome> => {
    const folder = packFolder(context, given.pack)
    const precision = choosePrecision(folder, given.precision)
    const provider = given.provider ?? 'cpu'
    const texts = await readJson(context.path(given.texts), textsSchema)
    const clips = await readClips(context.path(given.frames), context.path(given.shapes))
    const result = await embedRawClips({ packFolder: folder, provider, precision, clips, texts }).catch(
      orUnusable(provider),
    )
    return {
      document: {
        pack: folder,
        precision,
        provider,
        inputIds: result.inputIds.map((ids) => Array.from(ids)),
        textEmbeds: result.texts.map(({ embedding }) => Array.from(embedding ?? [])),
        clips: result.clips.map(({ frameEmbeds, videoEmbeds, logits, probabilities }, index) => ({
          frameEmbeds: rowsOf(frameEmbeds, clips[index]),
          videoEmbeds: Array.from(videoEmbeds),
          logits,
          probabilities,
        })),
      },
      lines: result.clips.map(
        ({ probabilities }, index) =>
          `clip ${String(index + 1)}: ${texts[probabilities.indexOf(Math.max(...probabilities))] ?? ''}`,
      ),
      failures: [],
    }
  }
}

/** The processor can run every pack; anything else may be unknown, or lack a driver or a library. */
function orUnusable(provider: string): (cause: unknown) => never {
  return (cause) => {
    if (isAppError(cause) || provider === 'cpu') throw cause
    throw new AppError('bad-request', `“${provider}” cannot run this pack on this computer.`, { cause })
  }
}

async function readJson<Value>(file: string, schema: z.ZodType<Value>): Promise<Value> {
  const bytes = await readBytes(file)
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    throw new AppError('bad-request', `${basename(file)} is not the JSON that is wanted here.`, { cause })
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new AppError('file-unreadable', `${basename(file)} cannot be read.`, { cause })
  }
}

async function readClips(framesFile: string, shapesFile: string): Promise<RawClip[]> {
  const shapes = await readJson(shapesFile, shapesSchema)
  const bytes = await readBytes(framesFile)
  return shapes.map(({ frames, height, width, offset }) => {
    const end = offset + frames * height * width * 3
    if (end > bytes.length) {
      throw new AppError(
        'bad-request',
        `${basename(framesFile)} ends before the clips of ${basename(shapesFile)} do.`,
      )
    }
    return { width, height, rgb: bytes.subarray(offset, end) }
  })
}

function rowsOf(frameEmbeds: Float32Array, clip: RawClip | undefined): number[][] {
  const frames = clip === undefined ? 0 : clip.rgb.length / (clip.width * clip.height * 3)
  const dim = frameEmbeds.length / frames
  return Array.from({ length: frames }, (_, row) =>
    Array.from(frameEmbeds.subarray(row * dim, (row + 1) * dim)),
  )
}
