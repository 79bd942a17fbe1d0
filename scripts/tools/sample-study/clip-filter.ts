import { createRandom, type Random } from '#core/statistics/random.ts'
import { clipSeconds, type ClipPlan, type Segment } from './plan.ts'
import type { View } from './views.ts'

/** A clip as ffmpeg makes it: one photograph per segment, a slow camera over each, cross-fades between. */
export const picture = { width: 640, height: 480, fps: 25 }

export const fadeSeconds = 0.5

const photoWidth = 1920
const photoHeights = [1280, 1367, 1350, 1448, 1398, 1537]

/** The camera moves within this many face heights, and shows between a half and two thirds of them. */
const roomInFaceHeights = 3
const nearest = 1.45
const farthest = 1.2
/** Share of the picture's width or height that the camera sways to either side. */
const sway = 0.035

export interface ClipRecipe {
  /** Numbers of the photographs, one input each. */
  readonly photos: readonly number[]
  readonly filterGraph: string
  readonly seconds: number
}

/** The filter graph reads inputs 0, 1, … and ends in `[clip]`. */
export function clipRecipe(clip: ClipPlan): ClipRecipe {
  const random = createRandom(clip.seed)
  const seconds = clipSeconds(clip)
  const { width, height, fps } = picture
  const layers: string[] = []
  const chain = [`color=c=black:s=${width}x${height}:r=${fps}:d=${seconds.toFixed(2)}[under0]`]
  let start = 0
  clip.segments.forEach((segment, index) => {
    layers.push(
      `[${index}:v]${layerFilters(segment, { random, start, isFirst: index === 0 })}[layer${index}]`,
    )
    chain.push(`[under${index}][layer${index}]overlay=eof_action=pass[under${index + 1}]`)
    start += segment.seconds
  })
  chain.push(`[under${clip.segments.length}]format=yuv420p[clip]`)
  return {
    photos: clip.segments.map(({ view }) => view.photo),
    filterGraph: [...layers, ...chain].join(';'),
    seconds,
  }
}

function layerFilters(
  { view, seconds }: Segment,
  { random, start, isFirst }: { random: Random; start: number; isFirst: boolean },
): string {
  const frames = Math.ceil((seconds + fadeSeconds) * picture.fps)
  return [
    ...roomFilters(view),
    cameraFilter(view, { frames, random }),
    'format=yuva420p',
    ...(isFirst ? [] : [`fade=t=in:st=0:d=${fadeSeconds}:alpha=1`]),
    `setpts=PTS+${start.toFixed(2)}/TB`,
  ].join(',')
}

/** The part of the photograph around the face, inside its borders. */
function roomOf({ photo, x, y, faceHeight }: View): { x: number; y: number; width: number; height: number } {
  const photoHeight = photoHeights[photo - 1] ?? 0
  const height = Math.min(photoHeight, Math.round(faceHeight * roomInFaceHeights))
  const width = Math.min(photoWidth, Math.round((height * picture.width) / picture.height))
  const inside = (center: number, size: number, limit: number) =>
    Math.round(Math.min(limit - size, Math.max(0, center - size / 2)))
  return { x: inside(x, width, photoWidth), y: inside(y, height, photoHeight), width, height }
}

function roomFilters(view: View): string[] {
  const room = roomOf(view)
  return [
    `crop=${room.width}:${room.height}:${room.x}:${room.y}`,
    // Enlarged before the camera, so that its moves are finer than a pixel of the clip.
    `scale=${picture.width * 2}:${picture.height * 2}:flags=bicubic:out_range=tv,format=yuv420p`,
    ...(view.mirrored === true ? ['hflip'] : []),
  ]
}

function cameraFilter(view: View, { frames, random }: { frames: number; random: Random }): string {
  const room = roomOf(view)
  const across = (view.x - room.x) / room.width
  const centerX = view.mirrored === true ? 1 - across : across
  const centerY = (view.y - room.y) / room.height
  const comesNearer = random() < 0.5
  const [from, to] = comesNearer ? [farthest, nearest] : [nearest, farthest]
  const wave = () => `sin(${(1 + random()).toFixed(3)}*on/${picture.fps}+${(random() * 6.28).toFixed(3)})`
  const zoom = `${from}+${(to - from).toFixed(3)}*on/${frames}`
  const x = `iw*(${centerX.toFixed(4)}+${sway}*${wave()})-iw/zoom/2`
  const y = `ih*(${centerY.toFixed(4)}+${sway}*${wave()})-ih/zoom/2`
  const size = `s=${picture.width}x${picture.height}:fps=${picture.fps}`
  return `zoompan=z='${zoom}':x='${x}':y='${y}':d=${frames}:${size}`
}
