import { AppError } from '#shared/errors.ts'
import { createThread } from '../../async/thread-calls.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { parseText } from './parse-text.ts'
import type { ParsedTexts, ParseOptions, ParseRequest, TextFile } from './parse-text.ts'

/** What the thread does. */
export interface ParseWorks {
  parse(request: ParseRequest): Promise<ParsedTexts[keyof ParsedTexts]>
}

/** Reads the text files of one import. */
export interface TextParser {
  /** Throws AppError `cancelled`. A file that cannot be read is a problem in the result. */
  parse<Kind extends keyof ParsedTexts>(
    kind: Kind,
    file: { bytes: Buffer; fileName: string; dictionary?: TextFile | null },
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
  const thread = createThread<ParseWorks>(script, { maxOldGenerationSizeMb: MAX_HEAP_MB })

  async function inThread(request: ParseRequest): Promise<ParsedTexts[keyof ParsedTexts]> {
    const { buffer } = request.bytes
    // Handed over, not copied, where the bytes are the whole of their memory.
    const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === request.bytes.byteLength
    try {
      const handedOver = isOwn ? [buffer] : []
      return await thread.call('parse', request, { signal, handedOver, progress: () => undefined })
    } catch (error) {
      // It reads on to the end of the file, whoever waits.
      await thread.end()
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
      {
        bytes,
        fileName,
        dictionary = null,
      }: { bytes: Buffer; fileName: string; dictionary?: TextFile | null },
    ) {
      const request: ParseRequest<Kind> = { kind, bytes, fileName, dictionary, options }
      if (bytes.byteLength <= INLINE_BYTES) return parseText(request)
      // A thread answers with what it was asked for.
      return (await inThread(request)) as ParsedTexts[Kind]
    },
    async close() {
      await thread.end()
    },
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
