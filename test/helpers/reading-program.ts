import { readVideoFrames } from '#core/media/frames/frame-reader.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import { testFfmpeg } from './make-video.ts'

/** Reads the first frame of a video, says so, and then does nothing more with a decoder that is still running. */
const file = process.argv[2] ?? ''
const tools = await testFfmpeg()
const sampling = { kind: 'every', frames: 1, maxFrames: null } as const
const request = { file, startMs: 0, endMs: 1e9, maxSide: 640, sampling }
await readVideoFrames({ tools, facts: await probeVideo(tools, file) }, request).next()
process.send?.('reading')
setInterval(() => undefined, 1000)
