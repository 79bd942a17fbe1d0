import type { Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024

/** A stretch of a file, both ends included, as HTTP counts them. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Reads a `Range` header for a file of `size` bytes. Null: there is no (usable) range, send everything, as
 * RFC 9110 asks for several ranges and other units. `unsatisfiable`: the range lies outside the file.
 */
export function parseRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  if (from === '') {
    // `-500`: the last 500 bytes.
    const length = Number(to)
    return length === 0 || size === 0
      ? 'unsatisfiable'
      : { first: Math.max(0, size - length), last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= size ? 'unsatisfiable' : { first, last }
}

/**
 * Reads when asked to, and closes the file at the end, on an error and when the reader goes away. A player that holds on
 * for an hour and goes on gets nothing of what was written into the file meanwhile: that is an error, too.
 */
function stream(
  handle: FileHandle,
  { first, last }: ByteRange,
  { opened, signal }: { opened: Stats; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  let position = first
  let isClosed = false
  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    signal.removeEventListener('abort', onAbort)
    await handle.close()
  }
  const onAbort = (): void => void close()
  signal.addEventListener('abort', onAbort)

  return new ReadableStream(
    {
      async pull(controller) {
        if (isClosed) {
          controller.error(new Error('the reader went away'))
          return
        }
        try {
          const wanted = Math.min(CHUNK_BYTES, last - position + 1)
          const { bytesRead, buffer } = await handle.read(new Uint8Array(wanted), 0, wanted, position)
          position += bytesRead
          // Asked after the reading: what was read before a change is of the file that was opened.
          if (hasChanged(opened, await handle.stat())) throw new Error('the file was changed')
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
          if (bytesRead === 0 || position > last) {
            await close()
            controller.close()
          }
        } catch (error) {
          await close()
          controller.error(error)
        }
      },
      cancel: close,
    },
    { highWaterMark: 1 },
  )
}

function hasChanged(before: Stats, now: Stats): boolean {
  return now.mtimeMs !== before.mtimeMs || now.size !== before.size
}

export interface FileRequest {
  /** Absolute path. */
  readonly file: string
  readonly contentType: string
  readonly range: string | null
  readonly signal: AbortSignal
  /** Added to the answer as they are. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A file as an answer that a `<video>` can seek in: 200, 206, 416, or 404 when it cannot be read. */
export async function fileResponse({
  file,
  contentType,
  range,
  signal,
  headers = {},
}: FileRequest): Promise<Response> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch {
    return new Response(null, { status: 404, headers: { ...headers } })
  }
  const opened = await handle.stat()
  const { size } = opened
  const wanted = parseRange(range, size)
  const common = { ...headers, 'Accept-Ranges': 'bytes', 'Content-Type': contentType }
  if (wanted === 'unsatisfiable' || size === 0 || signal.aborted) {
    await handle.close()
    return wanted === 'unsatisfiable'
      ? new Response(null, {
          status: 416,
          headers: { ...common, 'Content-Range': `bytes */${String(size)}` },
        })
      : new Response(null, { status: 200, headers: { ...common, 'Content-Length': '0' } })
  }
  const part = wanted ?? { first: 0, last: size - 1 }
  const length = String(part.last - part.first + 1)
  const body = stream(handle, part, { opened, signal })
  return wanted === null
    ? new Response(body, { status: 200, headers: { ...common, 'Content-Length': length } })
    : new Response(body, {
        status: 206,
        headers: {
          ...common,
          'Content-Length': length,
          'Content-Range': `bytes ${String(part.first)}-${String(part.last)}/${String(size)}`,
        },
      })
}
