import type { Study } from '#core/study-services.ts'
import type { Caption } from '#shared/domain/caption.ts'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { Prediction } from '#shared/domain/prediction.ts'
import type { Session } from '#shared/domain/session.ts'
import { uprightSize } from '#shared/domain/upright-size.ts'
import { lengthOf } from '#shared/time/interval.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

/** Probabilities by label, for readers that do not want to count positions. */
function byLabel(labels: readonly string[], values: readonly number[]): Record<string, number | null> {
  return Object.fromEntries(labels.map((label, index) => [label, values[index] ?? null]))
}

function describePrediction(prediction: Prediction): Record<string, unknown> {
  const { labels, provenance, frames } = prediction
  return {
    pack: provenance.packId,
    packVersion: provenance.packVersion,
    packSha256: provenance.packSha256,
    promptSet: prediction.promptSetName,
    provider: provenance.provider,
    precision: provenance.precision,
    classes: labels,
    probabilities: byLabel(labels, prediction.probabilities),
    topClass: prediction.topClass,
    faceShare: frames.length === 0 ? null : prediction.faceCount / frames.length,
    frames: frames.map((frame) => ({
      timeMs: frame.timeMs,
      face: frame.face !== null,
      box: frame.face,
      probabilities: frame.probabilities === null ? null : byLabel(labels, frame.probabilities),
    })),
    windows:
      prediction.windows?.map(({ startMs, endMs, probabilities }) => ({
        startMs,
        endMs,
        probabilities: byLabel(labels, probabilities),
      })) ?? null,
  }
}

function describeCaption({ raterCode, text, startMs, endMs, synthetic }: Caption): Record<string, unknown> {
  return { rater: raterCode, text, startMs, endMs, synthetic }
}

function describeClip(
  study: Study,
  row: ClipRow,
  predictions: readonly Prediction[],
): Record<string, unknown> {
  const { video, problems } = study.library.clip(row.id)
  const { probe } = video
  return {
    id: row.id,
    patient: row.patientCode,
    visit: row.visitLabel,
    file: row.fileName,
    startMs: row.startMs,
    endMs: row.endMs,
    durationMs: lengthOf(row),
    frames: probe.frameCount,
    fps: probe.fps,
    ...uprightSize(probe),
    codec: probe.codec,
    sha256: video.sha256,
    missing: video.missing,
    state: {
      captioned: row.captioned,
      rated: row.rated,
      predicted: predictions.length > 0,
      problem: row.problem !== null,
      excluded: row.excluded,
    },
    problems,
    captions: study.captions.list(row.id).map(describeCaption),
    predictions: predictions.map(describePrediction),
  }
}

function describeSession(study: Study, session: Session, clips: readonly ClipRow[]): Record<string, unknown> {
  return {
    patient: session.patientCode,
    visit: session.visitLabel,
    date: session.visitDate,
    synthetic: session.synthetic,
    clips: clips.filter((clip) => clip.sessionId === session.id).length,
    scores: study.scores.list(session.id).map((score) => ({
      rater: score.raterCode,
      scale: score.scaleId,
      item: score.itemId,
      value: score.value,
      missingReason: score.missingReason,
      synthetic: score.synthetic,
    })),
  }
}

function patientsOf(sessions: readonly Session[]): { code: string; sessions: string[] }[] {
  const visits = new Map<string, string[]>()
  for (const { patientCode, visitLabel } of sessions) {
    visits.set(patientCode, [...(visits.get(patientCode) ?? []), visitLabel])
  }
  return [...visits].map(([code, labels]) => ({ code, sessions: labels }))
}

function predictionsByClip(study: Study): Map<number, Prediction[]> {
  const byClip = new Map<number, Prediction[]>()
  for (const prediction of study.predictions.stored(null)) {
    const found = byClip.get(prediction.clipId)
    if (found === undefined) byClip.set(prediction.clipId, [prediction])
    else found.push(prediction)
  }
  return byClip
}

function describeStudy(study: Study, appVersion: string): Outcome {
  const summary = study.library.summary()
  const clips = study.library.clips()
  const sessions = study.library.sessions()
  const predictions = predictionsByClip(study)
  return {
    document: {
      study: {
        title: summary.title,
        folder: study.folder,
        schemaVersion: summary.schemaVersion,
        appVersion,
        synthetic: summary.synthetic,
        damages: summary.damages,
      },
      patients: patientsOf(sessions),
      sessions: sessions.map((session) => describeSession(study, session, clips)),
      clips: clips.map((row) => describeClip(study, row, predictions.get(row.id) ?? [])),
      models: study.severity.models(),
    },
    lines: [
      `${summary.title} (${study.folder})`,
      `  ${summary.patients} patients, ${summary.sessions} sessions, ${summary.clips} clips`,
      `  ${summary.captionedClips} clips captioned, ${summary.predictedClips} predicted, ${summary.problemClips} with a problem`,
      `  ${summary.ratedSessions} sessions rated`,
      ...(summary.synthetic ? ['  SYNTHETIC: captions and scores were made up for demonstration'] : []),
    ],
    failures: [],
  }
}

export function infoCommand(given: { study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given.study, async (study) => {
      await study.library.lookForMissing()
      return describeStudy(study, context.appVersion)
    })
}
