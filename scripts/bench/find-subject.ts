import { subjectPath } from '#core/faces/subject-path.ts'
import { trackFaces } from '#core/faces/track-faces.ts'
import type { FaceObservations, SubjectPath } from '#core/faces/types.ts'
import type { InferenceClient } from '#core/inference/client.ts'
import { openGate } from '#core/jobs/pause-gate.ts'
import { LOOK_FPS } from '#core/services/people/face-search.ts'

/** Where the only person of a video is: everybody who is seen in it is taken for one. */
export async function findSubject(
  inference: Pick<InferenceClient, 'findFaces'>,
  facePackFolder: string,
  video: { readonly file: string; readonly endMs: number },
): Promise<SubjectPath> {
  const stretches: FaceObservations[] = []
  await inference.findFaces(
    { facePackFolder, videos: [{ videoId: 1, startMs: 0, ...video }], fps: LOOK_FPS },
    (event) => {
      if (event.type === 'problem') throw new Error(event.message)
      if (event.type === 'faces') stretches.push(event.observations)
    },
    { signal: new AbortController().signal, gate: openGate },
  )
  const [first] = stretches
  if (first === undefined) throw new Error('The video was not looked at.')
  return subjectPath(trackFaces(stretches), { width: first.pictureWidth, height: first.pictureHeight })
}
