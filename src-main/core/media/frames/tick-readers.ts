/** Takes a program's output cut anywhere, and finds the time stamps of pictures in it. */
export interface TickReader {
  readonly push: (chunk: Buffer) => void
  /** In the order of the output; null when a picture had no time stamp. */
  end(): Float64Array | null
}

/** Lines of `pts,flags` as ffprobe prints packets. Those that are decoded but not shown (edit lists) are left out. */
export function packetTicks(): TickReader {
  const list = createTickList()
  let rest = ''
  let isComplete = true

  function readLine(line: string): void {
    if (line === '') return
    const [pts = '', flags = ''] = line.split(',')
    if (flags.includes('D')) return
    if (/^-?\d+$/.test(pts)) list.add(Number(pts))
    else isComplete = false
  }

  return {
    push(chunk) {
      const lines = (rest + chunk.toString('latin1')).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) readLine(line)
    },
    end() {
      readLine(rest)
      return isComplete ? list.end() : null
    },
  }
}

const ivfFileHeaderBytes = 32
const ivfFrameHeaderBytes = 12
/** RFC 6386, 9.1: in the first byte of a frame. */
const vp8ShowFrame = 0x10

export interface ShownReader {
  readonly push: (chunk: Buffer) => void
  /** By packet, in the order of the file. */
  end(): readonly boolean[]
}

/**
 * Which VP8 packets in an IVF file are shown. Some hold a picture that only others build on: ffmpeg gives none for
 * those. Times are not taken from here, because writing IVF moves those that are not strictly ascending.
 */
export function vp8Shown(): ShownReader {
  const shown: boolean[] = []
  const header = Buffer.alloc(ivfFileHeaderBytes)
  let filled = 0
  let wanted = ivfFileHeaderBytes
  let isFileHeader = true
  let payloadLeft = 0

  function headerIsThere(): void {
    filled = 0
    wanted = ivfFrameHeaderBytes + 1
    if (isFileHeader) {
      isFileHeader = false
      return
    }
    payloadLeft = Math.max(0, header.readUInt32LE(0) - 1)
    shown.push(((header[ivfFrameHeaderBytes] ?? 0) & vp8ShowFrame) !== 0)
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length;) {
        const skipped = Math.min(payloadLeft, chunk.length - at)
        payloadLeft -= skipped
        at += skipped
        const taken = chunk.copy(header, filled, at, at + wanted - filled)
        filled += taken
        at += taken
        if (filled === wanted) headerIsThere()
      }
    },
    end: () => shown,
  }
}

export interface TickList {
  add(tick: number): void
  end(): Float64Array
}

/** Grows by doubling: an hour has some hundred thousand. */
export function createTickList(): TickList {
  let ticks = new Float64Array(1024)
  let count = 0
  return {
    add(tick) {
      if (count === ticks.length) {
        const larger = new Float64Array(2 * count)
        larger.set(ticks)
        ticks = larger
      }
      ticks[count] = tick
      count += 1
    },
    end: () => ticks.slice(0, count),
  }
}
