import type { FaceObservations } from '#core/faces/types.ts'
import type { InferenceClient } from '#core/inference/host/client.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { LOOK_FPS } from '#core/areas/people/face-search.ts'

/** All faces of one video from its beginning on, as the program looks for them. At least one stretch. */
export async function lookAtFaces(
  inference: Pick<InferenceClient, 'findFaces'>,
  facePackFolder: string,
  video: { readonly file: string; readonly endMs: number },
): Promise<[FaceObservations, ...FaceObservations[]]> {
  const stretches: FaceObservations[] = []
  await inference.findFaces(
    { facePackFolder, videos: [{ videoId: 1, startMs: 0, ...video }], fps: LOOK_FPS },
    (event) => {
      if (event.type === 'problem') throw new Error(event.message)
      if (event.type === 'faces') stretches.push(event.observations)
    },
    { signal: new AbortController().signal, gate: openGate },
  )
  const [first, ...others] = stretches
  if (first === undefined) throw new Error('The video was not looked at.')
  return [first, ...others]
}
