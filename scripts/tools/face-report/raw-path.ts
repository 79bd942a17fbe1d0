import type { SubjectPath, Track } from '#core/faces/types.ts'

const END_OF_TRACK = Array.from({ length: 5 }, () => Number.NaN)

/** Where a person's face is as the detector said it, frame by frame: what `subjectPath` smooths. */
export function rawPath(
  tracks: readonly Track[],
  picture: { readonly width: number; readonly height: number },
): SubjectPath {
  const times: number[] = []
  const boxes: number[] = []
  const inOrder = [...tracks].sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0))
  for (const track of inOrder) {
    const last = times.at(-1)
    const first = track.times.find((timeMs) => last === undefined || timeMs > last)
    if (first === undefined) continue
    if (last !== undefined) {
      times.push((last + first) / 2)
      boxes.push(...END_OF_TRACK)
    }
    for (const [row, timeMs] of track.times.entries()) {
      if (timeMs < first) continue
      const [x = 0, y = 0, width = 0, height = 0, confidence = 0] = track.boxes.subarray(row * 5, row * 5 + 5)
      times.push(timeMs)
      boxes.push(x / picture.width, y / picture.height, width / picture.width, height / picture.height)
      boxes.push(confidence)
    }
  }
  return { times: Float64Array.from(times), boxes: Float32Array.from(boxes) }
}
