import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/errors.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { parseText } from './parse-text.ts'
import type { ParsedTexts, ParseOptions, ParseRequest } from './parse-text.ts'

export interface ParseReply {
  readonly result: ParsedTexts[keyof ParsedTexts]
}

/** Reads the text files of one import. */
export interface TextParser {
  /** Throws AppError `cancelled`. A file that cannot be read is a problem in the result. */
  parse<Kind extends keyof ParsedTexts>(
    kind: Kind,
    file: { bytes: Buffer; fileName: string },
  ): Promise<ParsedTexts[Kind]>
  /** Ends its thread; call when nothing is being read. */
  close(): Promise<void>
}

export interface TextParserParts {
  readonly options: ParseOptions
  readonly signal: AbortSignal
  /** The thread's script; the one beside this file when not given, which is there while nothing is bundled. */
  readonly script?: string | URL | undefined
}

const unbundledScript = new URL('./text-parse-worker.ts', import.meta.url)
/** Smaller files are read before a thread would have started. */
const INLINE_BYTES = 128 * 1024
/** A file that needs more is refused; the program goes on. */
const MAX_HEAP_MB = 512

/**
 * Small files are read at once, larger ones in a thread, so that a user who captions beside the import notices
 * nothing of it.
 */
export function createTextParser({ options, signal, script = unbundledScript }: TextParserParts): TextParser {
  let worker: Worker | null = null

  async function inThread(request: ParseRequest): Promise<ParsedTexts[keyof ParsedTexts]> {
    worker ??= new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
    const current = worker
    try {
      return await ask(current, request, signal)
    } catch (error) {
      worker = null
      await current.terminate()
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.')
      if (!isOutOfMemory(error)) throw error
      const what = 'Reading the file takes more memory than a table or captions can need.'
      return {
        rows: [],
        problems: [readProblem({ fileName: request.fileName, line: null }, 'too-large', what)],
      }
    }
  }

  return {
    async parse<Kind extends keyof ParsedTexts>(
      kind: Kind,
      { bytes, fileName }: { bytes: Buffer; fileName: string },
    ) {
      const request: ParseRequest<Kind> = { kind, bytes, fileName, options }
      if (bytes.byteLength <= INLINE_BYTES) return parseText(request)
      // A thread answers with what it was asked for.
      return (await inThread(request)) as ParsedTexts[Kind]
    },
    async close() {
      await worker?.terminate()
      worker = null
    },
  }
}

/** Rejects when the thread fails, or when it is told to stop waiting. */
async function ask(
  worker: Worker,
  request: ParseRequest,
  signal: AbortSignal,
): Promise<ParseReply['result']> {
  const answer = once(worker, 'message', { signal }) as Promise<[ParseReply]>
  const { buffer } = request.bytes
  // Handed over, not copied, where the bytes are the whole of their memory.
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === request.bytes.byteLength
  worker.postMessage(request, isOwn ? [buffer] : [])
  const [{ result }] = await answer
  return result
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
