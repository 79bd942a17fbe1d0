import { AppError, errorCodes } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { toSeenFaces } from './separate-patient.ts'
import type { SeenFaces } from './separate-patient.ts'
import type { FaceObservations } from '../../faces/types.ts'
import type { FaceSource, InferenceClient } from '../../inference/host/client.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface Looking {
  readonly inference: Pick<InferenceClient, 'findFaces'>
  readonly facePackFolder: string
  readonly control: Pick<JobControl, 'signal' | 'gate'>
}

/** More than any camera takes: every frame is looked at. */
const EVERY_FRAME_FPS = 1000

/**
 * The faces of every frame of a span; times moved by `shiftMs`. Throws AppError of the code that the search gave when
 * the video cannot be read.
 */
export async function lookAtFaces(
  { inference, facePackFolder, control }: Looking,
  source: FaceSource & { readonly shiftMs: number },
  onFraction: (fraction: number) => void,
): Promise<SeenFaces> {
  const { shiftMs, ...video } = source
  const stretches: FaceObservations[] = []
  const request = { facePackFolder, videos: [video], fps: EVERY_FRAME_FPS }
  await inference.findFaces(
    request,
    (event) => {
      if (event.type === 'problem') throw new AppError(knownCode(event.code), event.message)
      if (event.type === 'progress') onFraction(event.fraction)
      else stretches.push(event.observations)
    },
    control,
  )
  return toSeenFaces(stretches, shiftMs)
}

function knownCode(code: string): ErrorCode {
  return errorCodes.find((known) => known === code) ?? 'internal'
}
