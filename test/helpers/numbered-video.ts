import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { passEveryFrame } from '#core/media/ffmpeg/ffmpeg-arguments.ts'
import { runTool } from '#core/media/ffmpeg/run-tool.ts'
import { madeOnce } from './made-once.ts'
import { runFfmpeg, testFfmpeg, turn } from './make-video.ts'

/**
 * Videos whose every picture carries its number, counted in the order of presentation, as blocks that any decoder,
 * scaling or colour conversion leaves readable: 12 bits and, as a check, the same bits inverted.
 */
export interface NumberedVariant {
  /** Name of the file; its extension decides the container. */
  readonly name: string
  /** Encoder and other output options. */
  readonly args: readonly string[]
  readonly width?: number
  readonly height?: number
  readonly frames?: number
  /** Filters between the drawn pictures and the encoder. */
  readonly filters?: readonly string[]
  /** Pictures are encoded lying on their side and turned by the player. */
  readonly rotationDeg?: 90 | 180 | 270
  /** Input and output options of a second pass that copies the stream. */
  readonly copied?: { readonly before: readonly string[]; readonly after: readonly string[] }
  /** The encoder sees it all before it decides, and may then add pictures that are never shown. */
  readonly twice?: boolean
  /** Whether Chromium plays it. */
  readonly playable: boolean
  /** Chromium may seek in it to a picture a little behind the one asked for; it knows which one it shows. */
  readonly seeksRoughly?: boolean
}

const columns = 4
const rows = 6
const bits = 12

const x264 = (...more: string[]) => ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', ...more]
const x265 = (...more: string[]) => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
  ...more,
]
const vp8 = (...more: string[]) => ['-c:v', 'libvpx', '-cpu-used', '8', '-b:v', '400k', '-g', '40', ...more]
const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k', '-g', '50']

/** Time stamps in ms that jump about as a phone's do. */
const uneven = ['settb=1/1000', "setpts='40*N+9*mod(N*7,4)'"]
const unevenClock = ['-enc_time_base', '1:1000']

export const numberedVariants: readonly NumberedVariant[] = [
  { name: 'constant-rate.mp4', args: x264('-g', '25', '-bf', '0'), playable: true },
  { name: 'b-frames.mp4', args: x264('-g', '60', '-bf', '3', '-b_strategy', '0'), playable: true },
  {
    name: 'open-gop.mp4',
    args: x264('-g', '30', '-bf', '3', '-x264-params', 'open-gop=1'),
    playable: true,
    seeksRoughly: true,
  },
  {
    name: 'ntsc-rate.mov',
    args: x264('-g', '48', '-r', '30000/1001'),
    filters: ['settb=1001/30000', 'setpts=N'],
    playable: true,
  },
  {
    name: 'variable-rate.mp4',
    args: x264('-g', '50', '-bf', '2', ...unevenClock),
    filters: uneven,
    playable: true,
  },
  {
    name: 'variable-rate.mkv',
    args: x264('-g', '50', '-bf', '2', ...unevenClock),
    filters: uneven,
    playable: true,
  },
  { name: 'turned-90.mp4', args: x264('-g', '50'), rotationDeg: 90, playable: true },
  { name: 'turned-180.mp4', args: x264('-g', '50'), rotationDeg: 180, playable: true },
  { name: 'turned-270.mp4', args: x264('-g', '50'), rotationDeg: 270, playable: true },
  {
    name: 'edit-list.mp4',
    args: x264('-g', '60', '-bf', '2'),
    copied: { before: ['-ss', '1.3'], after: [] },
    playable: true,
  },
  {
    name: 'fragmented.mp4',
    args: x264('-g', '50', '-movflags', 'frag_keyframe+empty_moov'),
    playable: true,
    seeksRoughly: true,
  },
  { name: 'odd-size.webm', args: vp9, width: 171, height: 121, playable: true },
  { name: 'wide-pixels.mp4', args: x264('-g', '50', '-aspect', '16:9'), playable: true },
  {
    name: 'full-range-bt709.mp4',
    args: x264('-g', '50', '-colorspace', 'bt709', '-color_range', 'pc'),
    filters: ['scale=in_range=pc:out_range=pc:out_color_matrix=bt709', 'format=yuv420p'],
    playable: true,
  },
  { name: 'hevc.mp4', args: x265('-g', '50', '-pix_fmt', 'yuv420p'), playable: false },
  { name: 'hevc-10-bit.mp4', args: x265('-g', '50', '-pix_fmt', 'yuv420p10le'), playable: false },
  { name: 'vp8.webm', args: vp8('-deadline', 'realtime'), playable: true },
  { name: 'vp8-without-cues.webm', args: vp8('-deadline', 'realtime', '-live', '1'), playable: true },
  {
    name: 'vp8-hidden-pictures.webm',
    args: vp8('-deadline', 'good', '-auto-alt-ref', '1', '-lag-in-frames', '25'),
    twice: true,
    playable: true,
  },
  { name: 'vp9.webm', args: vp9, playable: true },
  { name: 'late-start.mkv', args: x264('-g', '50', '-bf', '2', '-output_ts_offset', '3'), playable: true },
  { name: 'mpeg4.avi', args: ['-c:v', 'mpeg4', '-q:v', '4', '-g', '50'], playable: false },
  {
    name: 'mpeg4-b-frames.avi',
    args: ['-c:v', 'mpeg4', '-q:v', '4', '-g', '50', '-bf', '2'],
    playable: false,
  },
  { name: 'mjpeg.avi', args: ['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p'], playable: false },
]

let encoders: Promise<string> | undefined

async function listEncoders(): Promise<string> {
  const { ffmpeg } = await testFfmpeg()
  const { stdout } = await runTool(ffmpeg, ['-v', 'error', '-encoders'], { silenceMs: 20_000 })
  return stdout.toString('utf8')
}

/** Whether this ffmpeg can make it; asked once. */
export async function canEncode({ args }: NumberedVariant): Promise<boolean> {
  const known = await (encoders ??= listEncoders())
  return known.includes(` ${args[args.indexOf('-c:v') + 1] ?? ''} `)
}

/** Makes one in a folder and gives its path. */
export async function aNumberedVideo(folder: string, variant: NumberedVariant): Promise<string> {
  const file = join(folder, variant.name)
  const made = { file, tools: await testFfmpeg(), recipe: ['numbered', variant] }
  await madeOnce(made, (path) => make(path, variant))
  return file
}

async function make(file: string, variant: NumberedVariant): Promise<void> {
  const { rotationDeg, copied } = variant
  if (rotationDeg !== undefined) {
    await encode(variant, `${file}.unturned.mp4`)
    await turn({ file, rotationDeg })
  } else if (copied !== undefined) {
    const { ffmpeg } = await testFfmpeg()
    await encode(variant, `${file}.uncut.mp4`)
    await runFfmpeg(ffmpeg, [
      ...copied.before,
      '-i',
      `${file}.uncut.mp4`,
      '-c',
      'copy',
      ...copied.after,
      file,
    ])
  } else if (variant.twice === true) {
    const pass = (number: number) => ['-pass', String(number), '-passlogfile', `${file}.log`]
    await encode(variant, `${file}.first.webm`, pass(1))
    await encode(variant, file, pass(2))
  } else await encode(variant, file)
}

/** Drawn so that the player's turn puts them upright. */
const turnedBack = { 90: ['transpose=2'], 180: ['hflip', 'vflip'], 270: ['transpose=1'] }

async function encode(variant: NumberedVariant, file: string, more: readonly string[] = []): Promise<void> {
  const { width = 160, height = 120, frames = 300, filters = [], rotationDeg } = variant
  const { ffmpeg, version } = await testFfmpeg()
  const all = [...filters, ...(rotationDeg === undefined ? [] : turnedBack[rotationDeg])]
  const child = spawn(
    ffmpeg,
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', '25'],
      ...['-i', 'pipe:0', ...(all.length > 0 ? ['-vf', all.join(',')] : []), ...passEveryFrame(version)],
      ...[...variant.args, ...more, '-threads', '1', file],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const over = once(child, 'close')
  for (let number = 0; number < frames; number += 1) {
    if (!child.stdin.write(numberedPicture(number, width, height))) await once(child.stdin, 'drain')
  }
  child.stdin.end()
  const [code] = (await over) as [number | null]
  if (code !== 0) throw new Error(`${variant.name} could not be made`)
}

/** Uint8[width * height] grey. */
export function numberedPicture(number: number, width: number, height: number): Uint8Array {
  const picture = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const block = Math.floor((x * columns) / width) + columns * Math.floor((y * rows) / height)
      picture[y * width + x] = isBlockLight(number, block) ? 225 : 30
    }
  }
  return picture
}

function isBlockLight(number: number, block: number): boolean {
  const isSet = ((number >> (block % bits)) & 1) === 1
  return block < bits ? isSet : !isSet
}

/** Where to look at each block, as shares of width and height. */
export const blockCentres: readonly { readonly x: number; readonly y: number }[] = Array.from(
  { length: 2 * bits },
  (_, block) => ({
    x: ((block % columns) + 0.5) / columns,
    y: (Math.floor(block / columns) + 0.5) / rows,
  }),
)

/** From what is seen at `blockCentres`, 0 to 255; throws when it is no whole picture of one of these videos. */
export function numberOfBlocks(lights: readonly number[]): number {
  const isLight = lights.map((light) => light > 127)
  let number = 0
  for (let bit = 0; bit < bits; bit += 1) {
    if (isLight[bit] === isLight[bit + bits]) throw new Error('This picture carries no number.')
    if (isLight[bit] === true) number |= 1 << bit
  }
  return number
}

/** A picture in RGB, rows top to bottom. */
export interface ReadPicture {
  readonly width: number
  readonly height: number
  readonly pixels: ArrayLike<number>
}

/** The number that a picture carries; throws when it carries none. */
export function numberIn({ width, height, pixels }: ReadPicture): number {
  return numberOfBlocks(
    blockCentres.map(({ x, y }) => {
      const pixel = Math.floor(y * height) * width + Math.floor(x * width)
      return pixels[pixel * 3 + 1] ?? 0
    }),
  )
}
