import type { ClipProblem, ClipRow, Video } from '../../src-shared/domain/clip.ts'
import type { ImportPlan } from '../../src-shared/domain/import-plan.ts'
import type { Job } from '../../src-shared/domain/job.ts'
import type { PackSummary } from '../../src-shared/domain/pack.ts'
import type { PromptSet } from '../../src-shared/domain/prompt-set.ts'
import type { Rater } from '../../src-shared/domain/rater.ts'
import type { Scale } from '../../src-shared/domain/scale.ts'
import type { Score } from '../../src-shared/domain/score.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import type { StudySummary } from '../../src-shared/domain/study.ts'

/** A made-up study as main would hold it. Handlers of the fake bridge read and replace its parts. */
export interface FakeStudy {
  title: string
  synthetic: boolean
  sessions: Session[]
  clips: ClipRow[]
  raters: Rater[]
  scales: Scale[]
  scores: Score[]
  jobs: Job[]
  importPlan: ImportPlan
}

/** Deterministic numbers from 0 to 1 (mulberry32), so that screenshots can be compared. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const classes = ['neutral', 'happy', 'sad', 'angry', 'fearful', 'disgusted', 'surprised']
const visits = [
  { label: 'baseline', month: 5 },
  { label: 'week 12', month: 8 },
]
const pad = (value: number, width = 3): string => String(value).padStart(width, '0')

function item(
  id: string,
  column: string,
  name: string,
  range: readonly [number, number],
  faceVisible: boolean,
) {
  return { id, column, name, min: range[0], max: range[1], faceVisible }
}

const panssRange = [1, 7] as const
const cainsRange = [0, 4] as const

export const fakeScales: Scale[] = [
  {
    formatVersion: 1,
    id: 'panss-negative',
    title: 'PANSS negative subscale',
    shortTitle: 'PANSS negative',
    citation: 'Kay, Fiszbein and Opler, 1987',
    licenceNote: 'Item names and ranges only. Rating needs the licensed manual.',
    aliases: {},
    items: [
      item('n1', 'panss_n1', 'Blunted affect', panssRange, true),
      item('n2', 'panss_n2', 'Emotional withdrawal', panssRange, false),
      item('n3', 'panss_n3', 'Poor rapport', panssRange, true),
      item('n4', 'panss_n4', 'Passive/apathetic social withdrawal', panssRange, false),
      item('n5', 'panss_n5', 'Difficulty in abstract thinking', panssRange, false),
      item('n6', 'panss_n6', 'Lack of spontaneity and flow of conversation', panssRange, true),
      item('n7', 'panss_n7', 'Stereotyped thinking', panssRange, false),
    ],
    totals: [
      {
        id: 'total',
        column: 'panss_negative',
        name: 'Negative total',
        items: ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'],
      },
    ],
  },
  {
    formatVersion: 1,
    id: 'cains',
    title: 'Clinical Assessment Interview for Negative Symptoms',
    shortTitle: 'CAINS',
    citation: 'Kring and others, 2013',
    licenceNote: 'Item names and ranges only.',
    aliases: {},
    items: [
      item('e10', 'cains10', 'Facial expression', cainsRange, true),
      item('e11', 'cains11', 'Vocal expression', cainsRange, false),
      item('e12', 'cains12', 'Expressive gestures', cainsRange, true),
      item('e13', 'cains13', 'Quantity of speech', cainsRange, false),
    ],
    totals: [{ id: 'exp', column: 'cains_exp', name: 'Expression', items: ['e10', 'e11', 'e12', 'e13'] }],
  },
]

export const fakePack: PackSummary = {
  id: 'face-api-7',
  version: '1.0.0',
  sha256: 'a'.repeat(64),
  title: 'face-api, 7 expressions',
  task: 'clip-text',
  licence: 'MIT',
  origin: 'Built from a public package at set-up.',
  citation: 'face-api',
  bytes: 6_400_000,
  zeroShot: false,
  embeddingDim: 256,
  claims: {
    summary: 'Tells seven posed expressions apart on single frames.',
    trainedOn:
      'Trained on photographs of posed and found expressions of the general public, not on patients.',
    accuracy: [],
    limits: ['Not validated on people with schizophrenia.'],
  },
  crop: { kind: 'landmark-box', margin: 0.2, sizePx: 112 },
  precisions: ['fp32'],
  build: null,
  removable: false,
  problem: null,
}

export const fakeFacePack: PackSummary = {
  ...fakePack,
  id: 'faces-tiny',
  title: 'Faces, tiny',
  task: 'face-detection',
  embeddingDim: null,
  claims: null,
  crop: null,
  bytes: 900_000,
}

export const fakePromptSet: PromptSet = {
  id: 1,
  name: 'Seven expressions',
  origin: 'pack',
  packId: fakePack.id,
  frameStride: null,
  classes: classes.map((label) => ({ label, sentence: `a face that looks ${label}` })),
}

function fakeClip(session: Session, id: number, ordinal: number, random: () => number): ClipRow {
  const durationMs = Math.round(4000 + random() * 14_000)
  const fate = random()
  const problem =
    fate < 0.05
      ? `Clip ${String(ordinal)} has no face between 07.3 and 08.7 s.`
      : fate < 0.08
        ? `clip-${pad(ordinal, 2)}.mp4 is not where the study expects it.`
        : null
  const predicted = fate >= 0.08 && fate < 0.82
  const sure = 0.42 + random() * 0.57
  return {
    id,
    videoId: id,
    sessionId: session.id,
    patientCode: session.patientCode,
    visitLabel: session.visitLabel,
    visitDate: session.visitDate,
    fileName: `clip-${pad(ordinal, 2)}.mp4`,
    ordinal,
    startMs: 0,
    endMs: durationMs,
    captioned: random() < 0.55,
    rated: session.id % 3 !== 0,
    predicted,
    faceShare: predicted ? Math.min(1, 0.35 + random() * 0.9) : null,
    topClass: predicted ? (classes[Math.floor(random() * random() * classes.length)] ?? null) : null,
    topProbability: predicted ? sure : null,
    problem,
    grade: null,
    excluded: false,
    synthetic: session.synthetic,
  }
}

const counts = { new: 0, known: 0, changed: 0, refused: 0 }

export const fakeImportPlan: ImportPlan = {
  planId: 'plan-1',
  bytes: 184_000_000,
  notes: [],
  names: [],
  inferences: [],
  videos: { new: 5, known: 3, changed: 1, refused: 1 },
  captions: { ...counts, new: 8, known: 3 },
  scores: { ...counts, new: 7, changed: 1, refused: 1 },
  sessions: [
    {
      folder: 'P011/2024-06-03_baseline',
      patientCode: 'P011',
      visitLabel: 'baseline',
      visitDate: '2024-06-03',
      state: 'new',
      synthetic: false,
      videos: [
        { file: 'clip-01.mp4', state: 'new', bytes: 41_000_000, durationMs: 9400, message: null },
        { file: 'clip-02.mp4', state: 'new', bytes: 38_500_000, durationMs: 12_100, message: null },
        {
          file: 'clip-03.mp4',
          state: 'refused',
          bytes: 0,
          durationMs: null,
          message: 'clip-03.mp4 is empty (0 bytes).',
        },
      ],
      captions: { ...counts, new: 4 },
      scores: { ...counts, new: 7, refused: 1 },
    },
    {
      folder: 'P011/2024-09-02_week-12',
      patientCode: 'P011',
      visitLabel: 'week-12',
      visitDate: '2024-09-02',
      state: 'new',
      synthetic: false,
      videos: [1, 2, 3].map((n) => ({
        file: `clip-${pad(n, 2)}.mp4`,
        state: 'new' as const,
        bytes: 30_000_000,
        durationMs: 8000 + n * 700,
        message: null,
      })),
      captions: { ...counts, new: 4 },
      scores: counts,
    },
    {
      folder: 'P001/2024-05-03_baseline',
      patientCode: 'P001',
      visitLabel: 'baseline',
      visitDate: '2024-05-03',
      state: 'changed',
      synthetic: true,
      videos: [1, 2, 3, 4].map((n) => ({
        file: `clip-${pad(n, 2)}.mp4`,
        state: n === 4 ? ('changed' as const) : ('known' as const),
        bytes: 20_000_000,
        durationMs: 8000,
        message:
          n === 4 ? 'The file has other content than at the last import; the earlier clip is kept.' : null,
      })),
      captions: { ...counts, known: 3 },
      scores: { ...counts, changed: 1 },
    },
  ],
  refusals: [
    {
      file: 'P011/2024-06-03_baseline/clip-03.mp4',
      line: null,
      code: 'empty',
      message: 'clip-03.mp4 is empty (0 bytes).',
    },
    {
      file: 'P011/2024-06-03_baseline/scores.csv',
      line: 3,
      code: 'out-of-range',
      message: 'panss_n4 is 9, but Passive/apathetic social withdrawal goes from 1 to 7.',
    },
  ],
}

/** `clipsPerSession: 2500` with 10 patients makes the 50,000 clips of the speed tests. */
export function makeFakeStudy(
  size: { patients?: number; clipsPerSession?: number; synthetic?: boolean } = {},
): FakeStudy {
  const { patients = 10, clipsPerSession = 3, synthetic = true } = size
  const random = seededRandom(7)
  const sessions: Session[] = []
  const clips: ClipRow[] = []
  for (let patient = 1; patient <= patients; patient += 1) {
    for (const visit of visits) {
      const session: Session = {
        id: sessions.length + 1,
        patientId: patient,
        patientCode: `P${pad(patient)}`,
        visitLabel: visit.label,
        visitDate: `2024-${pad(visit.month, 2)}-${pad((patient % 27) + 1, 2)}`,
        synthetic,
      }
      sessions.push(session)
      for (let ordinal = 1; ordinal <= clipsPerSession; ordinal += 1) {
        clips.push(fakeClip(session, clips.length + 1, ordinal, random))
      }
    }
  }
  const scores: Score[] = sessions
    .filter((session) => session.id % 3 !== 0)
    .flatMap((session) =>
      (fakeScales[0]?.items ?? []).slice(0, session.id % 4 === 0 ? 7 : 6).map((scaleItem, index) => ({
        id: session.id * 100 + index,
        sessionId: session.id,
        raterId: 1,
        raterCode: 'AB',
        scaleId: 'panss-negative',
        itemId: scaleItem.id,
        value: index === 4 ? null : 1 + Math.floor(random() * 6),
        missingReason: index === 4 ? ('not-assessed' as const) : null,
        origin: 'imported' as const,
        synthetic,
        updatedUtc: '2026-03-02T13:02:11Z',
      })),
    )
  return {
    title: 'Sample study',
    synthetic,
    sessions,
    clips,
    raters: [
      { id: 1, code: 'AB' },
      { id: 2, code: 'CD' },
    ],
    scales: fakeScales,
    scores,
    jobs: [],
    importPlan: fakeImportPlan,
  }
}

export function summaryOf(study: FakeStudy): StudySummary {
  const count = (test: (clip: ClipRow) => boolean): number => study.clips.filter(test).length
  return {
    title: study.title,
    folderName: 'sample-study',
    schemaVersion: 1,
    lookOnly: false,
    damages: [],
    patients: new Set(study.sessions.map((session) => session.patientCode)).size,
    sessions: study.sessions.length,
    clips: study.clips.length,
    captionedClips: count((clip) => clip.captioned),
    predictedClips: count((clip) => clip.predicted),
    ratedSessions: new Set(study.scores.map((score) => score.sessionId)).size,
    problemClips: count((clip) => clip.problem !== null),
    synthetic: study.synthetic,
  }
}

/** A video by this name has sound. */
export const interviewFile = 'interview.mp4'

export function fakeVideo(clip: ClipRow): Video {
  return {
    id: clip.videoId,
    sessionId: clip.sessionId,
    fileName: clip.fileName,
    sha256: 'b'.repeat(64),
    bytes: 18_400_000,
    probe: {
      container: 'mp4',
      codec: 'h264',
      width: 640,
      height: 480,
      rotationDeg: 0,
      pixelAspect: 1,
      fps: 25,
      frameCount: Math.round((clip.endMs - clip.startMs) / 40),
      durationMs: clip.endMs - clip.startMs,
      startMs: 0,
      hasAudio: clip.fileName === interviewFile,
    },
    playable: true,
    proxy: 'none',
    missing: clip.problem?.includes('not where') ?? false,
    content: clip.problem?.includes('not the recording') === true ? 'replaced' : 'same',
  }
}

/** What main says of such a clip besides. */
export function fakeProblems({ problem }: ClipRow): ClipProblem[] {
  if (problem === null) return []
  if (problem.includes('not where')) return [{ code: 'missing', message: problem }]
  return [{ code: problem.includes('not the recording') ? 'replaced' : 'problem', message: problem }]
}
