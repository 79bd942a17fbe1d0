import type { TimeSpan } from '#shared/time/interval.ts'
import type { Database } from 'better-sqlite3'
import type { ClipSource, InferenceClient } from '#core/inference/host/client.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createPeopleService } from '#core/areas/people/people-service.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import type { PeopleService } from '#core/areas/people/service.ts'
import type { PredictionPreferences, PredictionService } from '#core/areas/prediction/service.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { aContext } from './a-context.ts'
import { createFakeInference, embeddingOf, fakePack, fakePackStore } from './fake-inference.ts'
import type { FakeAnswer, FakeFaces, FakeInference } from './fake-inference.ts'
import { fakeMedia } from './fake-media.ts'
import { addSession, openMemoryStudy, watchedControl } from './memory-study.ts'

export const packId = 'two-numbers'
export const now = (): Date => new Date('2026-03-04T05:06:07.000Z')

/** Who is in a study, for those that do not ask. */
export function somePeople(
  db: Database,
  { packs, inference }: { readonly packs: PackStore; readonly inference: InferenceClient },
  videoFile: (videoId: number) => string | null = () => '/a.mp4',
): PeopleService {
  return createPeopleService(aContext({ db }), { media: fakeMedia(), packs, inference, videoFile })
}

export interface PredictionSetUp {
  readonly db?: Database
  readonly clips?: number
  readonly answer?: (clip: ClipSource) => FakeAnswer
  /** One person everywhere when not given. */
  readonly faces?: FakeFaces
  readonly videoFile?: (videoId: number) => string | null
  /** Nothing is damaged when not given. */
  readonly damageOf?: (clip: ClipSource) => readonly TimeSpan[]
  readonly pack?: ReturnType<typeof fakePack>
}

export interface Opening {
  readonly db?: Database
  readonly pack?: ReturnType<typeof fakePack>
  readonly preferences?: () => PredictionPreferences
  readonly appVersion?: string
}

export interface TestPrediction {
  readonly db: Database
  readonly clipIds: readonly number[]
  /** What was asked of inference. */
  readonly inference: FakeInference
  /** What was announced, in order. */
  readonly areas: readonly (readonly StudyArea[])[]
  /** As when the study is opened. */
  start(opening?: Opening): PredictionService
  /** Who is in the study, as the last `start` has it. */
  people(): PeopleService
  /** Looks for them in every video, so that the progress of a run is that of its clips. */
  findPeople(): Promise<void>
  addSet(name: string, sentences: readonly string[], frameStride?: number | null): number
  /** A set of `up` and `down`. */
  readonly promptSetId: number
  readonly service: PredictionService
}

/** More clips go to further visits. */
const CLIPS_PER_SESSION = 200

function addClips(db: Database, clips: number): number[] {
  const visits = Array.from({ length: Math.ceil(clips / CLIPS_PER_SESSION) }, (_, index) => ({
    visit: index === 0 ? 'baseline' : `visit ${String(index).padStart(4, '0')}`,
    clips: Math.min(CLIPS_PER_SESSION, clips - index * CLIPS_PER_SESSION),
  }))
  return db.transaction(() =>
    visits.flatMap((visit) => addSession(db, { patient: 'P001', ...visit }).clipIds),
  )()
}

/** What is set until somebody sets it. */
export const preferencesByDefault: PredictionPreferences = {
  engine: { precision: null, provider: null, memoryMb: null },
  windowStride: null,
  minUsableShare: 0.3,
}

/** A study of one patient and its prediction service. */
export function aPrediction(setUp: PredictionSetUp = {}): TestPrediction {
  const { clips = 3, answer = ({ clipId }: ClipSource) => embeddingOf(clipId, [clipId, 0]) } = setUp
  const { db = openMemoryStudy() } = setUp
  const clipIds = addClips(db, clips)
  const promptSets = createPromptSetRepository(db)
  const inference = createFakeInference(answer, setUp.faces, setUp.damageOf)
  const areas: (readonly StudyArea[])[] = []
  const videoFile = setUp.videoFile ?? ((videoId: number) => `/study/${String(videoId)}.mp4`)
  let people: PeopleService
  const start = (opening: Opening = {}) => {
    const { appVersion = '0.1.0', pack = setUp.pack ?? fakePack(), preferences } = opening
    const packs = fakePackStore(pack)
    people = somePeople(opening.db ?? db, { packs, inference }, videoFile)
    return createPredictionService({
      db: opening.db ?? db,
      people,
      environment: {
        packs,
        inference,
        appVersion,
        now,
        ...(preferences === undefined ? {} : { preferences }),
      },
      videoFile,
      onChange: (changed) => areas.push(changed),
    })
  }
  const addSet = (name: string, sentences: readonly string[], frameStride: number | null = null): number =>
    promptSets.insert({
      name,
      packId: null,
      frameStride,
      classes: sentences.map((sentence) => ({ label: sentence, sentence })),
    })
  const promptSetId = addSet('Directions', ['up', 'down'])
  const service = start()
  const findPeople = async (): Promise<void> => {
    await people.find(null, watchedControl())
  }
  const parts = { db, clipIds, inference, areas, addSet, promptSetId }
  return { ...parts, start, people: () => people, findPeople, service }
}
