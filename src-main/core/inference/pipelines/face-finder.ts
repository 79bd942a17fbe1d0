import type { FacePack } from '#shared/domain/pack.ts'
import type { Session } from '../session/ort-session.ts'
import type { Detection } from '../postprocess/detections.ts'
import type { Picture } from '../processors/picture.ts'
import { createFaceScanner } from './face-scanner.ts'
import { createLandmarkFinder, orDetectorFailed } from './landmark-finder.ts'
import type { LandmarkFinder } from './landmark-finder.ts'

/** Finds faces and their landmarks. Rejects with AppError `detector-failed`, never for want of a face. */
export interface FaceFinder extends LandmarkFinder {
  /**
   * Surest first. Reads the picture before it returns; so the next picture can be prepared while the net is
   * busy with this one. At most two calls may be open at once.
   */
  detect(picture: Picture): Promise<Detection[]>
  /** Resolves when no detection is under way. */
  settled(): Promise<unknown>
}

export interface FaceSessions {
  readonly detector: Session
  readonly landmarks: Session
}

export function createFaceFinder(pack: FacePack, sessions: FaceSessions): FaceFinder {
  const scanner = createFaceScanner(pack.detector, sessions.detector)
  let running: Promise<unknown> = Promise.resolve()
  return {
    ...createLandmarkFinder(pack.landmarks, sessions.landmarks),
    detect(picture) {
      const detections = orDetectorFailed(() => scanner.detect(picture))
      // The caller sees the failure; here, only the end counts.
      running = Promise.allSettled([running, detections])
      return detections
    },
    settled: () => running,
  }
}
