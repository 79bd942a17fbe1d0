/**
 * `npm run -s face-report -- VIDEO [--out FOLDER]`: how the patient's face is seen in one video. Prints the coverage
 * second by second, and what the default pack makes of the face with the boxes as they were detected and with the
 * smoothed ones; writes `coverage.csv`, `predictions.csv` and `crops.jpg` (each pair of rows: detected above, smoothed
 * below, a look a column).
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { clipQuality } from '#core/areas/people/clip-quality.ts'
import { groupPeople } from '#core/areas/people/group-people.ts'
import { proposePatient } from '#core/areas/people/propose-patient.ts'
import { boxAt, subjectPath } from '#core/faces/subject-path.ts'
import { trackFaces } from '#core/areas/people/track-faces.ts'
import type { SubjectPath, Track } from '#core/faces/types.ts'
import type { ClipEmbedding } from '#core/inference/host/client.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { classify } from '#core/areas/prediction/clip-classifier.ts'
import { clipSampling } from '#core/areas/prediction/clip-sampling.ts'
import { LOOK_FPS } from '#core/areas/people/face-search.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { faceSquare } from '#shared/domain/crop.ts'
import { openEnvironment } from '../../src-main/cli/environment.ts'
import { createCropSheet } from './face-report/crop-sheet.ts'
import { rawPath } from './face-report/raw-path.ts'
import { meanChange, unsteadinessOf } from './face-report/unsteadiness.ts'
import { lookAtFaces } from './look-at-faces.ts'

const PACK = 'face-api-7'
const CROPPED_MAX_SIDE = 1920
const control = { signal: new AbortController().signal, gate: openGate }

const [video, option, folder = 'face-report'] = process.argv.slice(2)
if (video === undefined || (option !== undefined && option !== '--out')) {
  console.error('npm run -s face-report -- VIDEO [--out FOLDER]')
  process.exit(2)
}
const file = resolve(video)
const out = resolve(folder)
const environment = await openEnvironment('face-report')
try {
  await mkdir(out, { recursive: true })
  await report(environment)
} finally {
  await environment.inference.dispose()
}

async function report({ media, packs, inference }: StudyEnvironment): Promise<void> {
  const { durationMs } = await media.probe(file)
  const stretches = await lookAtFaces(inference, packs.faces().folder, { file, endMs: durationMs })
  const [first] = stretches
  const frameTimes = Float64Array.from(stretches.flatMap((stretch) => [...stretch.frameTimes]))
  const tracks = patientTracks(trackFaces(stretches))
  const picture = { width: first.pictureWidth, height: first.pictureHeight }
  const paths = [rawPath(tracks, picture), subjectPath(tracks, picture)] as const
  const seconds = coverage({ tracks, frameTimes, durationMs })
  await writeFile(join(out, 'coverage.csv'), stringify(seconds, { header: true }))
  console.table(seconds)

  const { rows, changes } = await predictions({ packs, inference }, { paths, durationMs })
  await writeFile(join(out, 'predictions.csv'), stringify(rows, { header: true }))
  console.table(
    ['detected', 'smoothed'].map((boxes, index) => {
      const { n, boxShake } = unsteadinessOf(paths[index] ?? paths[0], frameTimes)
      const change = changes[index]
      return {
        boxes,
        'shake, face widths (median)': boxShake.toFixed(4),
        'looks in threes, n': n,
        'change of probabilities (mean)': change?.change.toFixed(4),
        'steps, n': change?.n,
        'top class of the clip': change?.top,
      }
    }),
  )
  await writeSheet({ media, packs }, { paths, durationMs })
  console.log(`coverage.csv, predictions.csv and crops.jpg of ${basename(file)} are written.`)
}

type Parts = Pick<StudyEnvironment, 'packs' | 'inference'>

/** Of the person whom the program would propose. */
function patientTracks(tracks: readonly Track[]): Track[] {
  const personOf = groupPeople(tracks)
  const people = Array.from({ length: Math.max(0, ...personOf.map((person) => person + 1)) }, (_, person) =>
    tracks.filter((_track, index) => personOf[index] === person),
  )
  const proposal = proposePatient(people, null)
  console.log(`People: ${people.length}. ${proposal?.reason ?? 'Nobody is seen.'}`)
  return proposal === null ? [] : (people[proposal.index] ?? [])
}

interface Seen {
  readonly tracks: readonly Track[]
  readonly frameTimes: Float64Array
  readonly durationMs: number
}

function coverage({ tracks, frameTimes, durationMs }: Seen) {
  const seenTimes = new Set(tracks.flatMap(({ times }) => [...times]))
  return Array.from({ length: Math.ceil(durationMs / 1000) }, (_, second) => {
    const [startMs, endMs] = [second * 1000, Math.min((second + 1) * 1000, durationMs)]
    const looks = frameTimes.filter((timeMs) => timeMs >= startMs && timeMs < endMs)
    const { usableShare } = clipQuality({ tracks, frameTimes, startMs, endMs, patient: null, others: [] })
    return {
      second,
      looks: looks.length,
      with_face: looks.filter((timeMs) => seenTimes.has(timeMs)).length,
      usable: Math.round(usableShare * looks.length),
    }
  })
}

interface Ways {
  /** As detected, then smoothed. */
  readonly paths: readonly [SubjectPath, SubjectPath]
  readonly durationMs: number
}

async function predictions({ packs, inference }: Parts, { paths, durationMs: endMs }: Ways) {
  const pack = packs.clipText(PACK)
  const [set] = pack.manifest.promptSets
  if (set === undefined) throw new Error('The pack brings no classes.')
  const promptSet = { id: 1, origin: 'pack', packId: PACK, ...set } as const
  const engine = await inference.plan(pack.folder, { provider: null, precision: null, memoryMb: null })
  const texts = await inference.embedTexts(
    pack.folder,
    set.classes.map(({ sentence }) => sentence),
    engine,
  )
  const embeddings: ClipEmbedding[] = []
  await inference.embedClips(
    {
      packFolder: pack.folder,
      facePackFolder: packs.faces().folder,
      clips: paths.map((subject, clipId) => ({ clipId, file, startMs: 0, endMs, fps: null, subject })),
      sampling: clipSampling(pack.manifest.sampling, { promptSet, windows: null, windowStride: null }),
      engine,
    },
    (event) => {
      if (event.type === 'problem') throw new Error(event.message)
      if (event.type === 'clip') embeddings.push(event.embedding)
    },
    control,
  )
  const compared = embeddings.map((embedding) => {
    const { clipEmbedding, frameTimes, frameBoxes } = embedding
    if (clipEmbedding === null) throw new Error('The patient is not seen.')
    const result = classify(
      { ...embedding, clipEmbedding },
      { promptSet, texts, compare: pack.manifest.compare },
    )
    return { result, times: frameTimes.filter((_, look) => !Number.isNaN(frameBoxes[look * 5])) }
  })
  const labels = set.classes.map(({ label }) => label)
  const rows = compared.flatMap(({ result, times }, way) =>
    [...times].map((timeMs, look) => ({
      boxes: way === 0 ? 'detected' : 'smoothed',
      time_ms: timeMs,
      ...Object.fromEntries(
        labels.map((label, at) => [label, result.frameProbabilities[look * labels.length + at]]),
      ),
    })),
  )
  const changes = compared.map(({ result }) => ({
    ...meanChange(result.frameProbabilities, labels.length),
    top: `${result.topClass} ${result.topProbability.toFixed(3)}`,
  }))
  return { rows, changes }
}

async function writeSheet(
  { media, packs }: Pick<StudyEnvironment, 'media' | 'packs'>,
  { paths, durationMs: endMs }: Ways,
): Promise<void> {
  const { margin } = packs.clipText(PACK).manifest.crop
  const sheet = createCropSheet()
  const sampling = { kind: 'rate', fps: LOOK_FPS, maxFrames: Number.POSITIVE_INFINITY } as const
  for await (const frame of media.readFrames({
    file,
    startMs: 0,
    endMs,
    sampling,
    maxSide: CROPPED_MAX_SIDE,
  })) {
    const { width, height, timeMs } = frame
    const [detected, smoothed] = paths.map((path) => {
      const box = boxAt(path, timeMs)
      if (box === null) return null
      const [x, y] = [box.x * width, box.y * height]
      return faceSquare({ x, y, width: box.width * width, height: box.height * height }, margin)
    })
    sheet.add(frame, [detected ?? null, smoothed ?? null])
  }
  await media.writeJpeg(join(out, 'crops.jpg'), sheet.picture())
}
