import { subjectPath } from '#core/faces/subject-path.ts'
import { trackFaces } from '#core/areas/people/track-faces.ts'
import type { SubjectPath } from '#core/faces/types.ts'
import type { InferenceClient } from '#core/inference/host/client.ts'
import { lookAtFaces } from '../tools/look-at-faces.ts'

/** Where the only person of a video is: everybody who is seen in it is taken for one. */
export async function findSubject(
  inference: Pick<InferenceClient, 'findFaces'>,
  facePackFolder: string,
  video: { readonly file: string; readonly endMs: number },
): Promise<SubjectPath> {
  const stretches = await lookAtFaces(inference, facePackFolder, video)
  const [{ pictureWidth: width, pictureHeight: height }] = stretches
  return subjectPath(trackFaces(stretches), { width, height })
}
