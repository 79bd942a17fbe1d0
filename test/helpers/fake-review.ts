import { AppError } from '../../src-shared/errors.ts'
import type { Caption, CaptionRevision } from '../../src-shared/domain/caption.ts'
import type { ClipRow } from '../../src-shared/domain/clip.ts'
import type { Prediction, SampledFrame } from '../../src-shared/domain/prediction.ts'
import type { PromptReading, PromptSet } from '../../src-shared/domain/prompt-set.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'
import type { FakeStep } from './fake-journal.ts'
import { fakePromptSet, seededRandom } from './fake-study.ts'
import { newsOf } from '../../src-shared/ipc/contract/study.ts'

const savedUtc = '2026-03-02T13:02:11Z'

const texts = [
  'Looks at the interviewer, a short smile at the corners of the mouth while talking about the weekend.',
  'Gaze down and to the left, lips pressed together; answers in few words about sleep.',
  'Hardly any movement of brows or mouth over the whole answer. Could be tiredness.',
]

function aCaption(part: Partial<Caption> & Pick<Caption, 'id' | 'clipId' | 'text'>): Caption {
  return {
    raterId: 1,
    raterCode: 'AB',
    startMs: null,
    endMs: null,
    origin: 'imported',
    synthetic: true,
    revision: 1,
    updatedUtc: savedUtc,
    ...part,
  }
}

function startCaptions(clip: ClipRow): Caption[] {
  const third = (clip.endMs - clip.startMs) / 3
  const cue = { startMs: clip.startMs + third / 2, endMs: clip.startMs + third * 1.6 }
  const own = aCaption({ id: clip.id * 10, clipId: clip.id, text: texts[clip.id % 3] ?? '' })
  return [
    ...(clip.captioned ? [own] : []),
    aCaption({ id: clip.id * 10 + 1, clipId: clip.id, raterId: 2, raterCode: 'CD', text: texts[0] ?? '' }),
    aCaption({ id: clip.id * 10 + 2, clipId: clip.id, text: 'Asked about work', ...cue }),
  ]
}

/** A face that wanders, one class giving way to another, and no face for a while in every second clip. */
export function makeFakePrediction(clip: ClipRow, promptSet: PromptSet = fakePromptSet): Prediction {
  const random = seededRandom(clip.id)
  const labels = promptSet.classes.map((entry) => entry.label)
  const [from, to] = [clip.id % labels.length, (clip.id * 3 + 1) % labels.length]
  const count = Math.min(64, Math.max(8, Math.round((clip.endMs - clip.startMs) / 250)))
  const frames = Array.from({ length: count }, (_, index): SampledFrame => {
    const share = index / (count - 1)
    const timeMs = clip.startMs + share * (clip.endMs - clip.startMs - 40)
    if (clip.id % 2 === 0 && share > 0.55 && share < 0.68) return { timeMs, face: null, probabilities: null }
    const weights = labels.map((_label, place) => {
      const lead =
        place === from ? Math.max(0, 1 - share * 1.7) : place === to ? Math.max(0, share * 1.7 - 0.6) : 0
      return Math.exp(2.4 * lead + random() * 0.7)
    })
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const face = { x: 190 + share * 90, y: 90 + random() * 6, width: 190, height: 210, confidence: 0.9 }
    return { timeMs, face, probabilities: weights.map((weight) => weight / sum) }
  })
  const seen = frames.flatMap((frame) => (frame.probabilities === null ? [] : [frame.probabilities]))
  const probabilities = labels.map(
    (_, place) => seen.reduce((sum, row) => sum + (row[place] ?? 0), 0) / Math.max(1, seen.length),
  )
  return {
    clipId: clip.id,
    promptSetId: promptSet.id,
    promptSetName: promptSet.name,
    labels,
    probabilities,
    topClass: labels[probabilities.indexOf(Math.max(...probabilities))] ?? '',
    pictureWidth: 640,
    pictureHeight: 480,
    faceCount: seen.length,
    frames,
    windows: null,
    provenance: {
      runId: 4,
      packId: 'face-api-7',
      packVersion: '1.0.0',
      packSha256: 'a'.repeat(64),
      provider: 'cpu',
      precision: 'fp32',
      appVersion: '0.1.0',
      finishedUtc: savedUtc,
    },
  }
}

const knownWords: Readonly<Record<string, string>> = {
  smile: 'happy',
  smiles: 'happy',
  smiling: 'happy',
  happy: 'happy',
  tears: 'sad',
  sad: 'sad',
  crying: 'sad',
  frown: 'angry',
  neutral: 'neutral',
}

function readSentence(sentence: string): PromptReading {
  const words = sentence.toLowerCase().match(/[a-z]+/g) ?? []
  const matches = words.flatMap((word) => {
    const label = knownWords[word]
    return label === undefined ? [] : [{ word, labels: [label] }]
  })
  if (matches.length === 0) {
    const reason = 'This pack knows no word of this sentence. An EmoCLIP pack reads any sentence.'
    return { kind: 'refused', sentence, reason }
  }
  const labels = [...new Set(matches.flatMap((match) => match.labels))]
  return {
    kind: 'mapped',
    sentence,
    matches,
    mixture: labels.map((label) => ({ label, share: 1 / labels.length })),
  }
}

function clipOf(bridge: FakeBridge, clipId: number): ClipRow {
  const clip = bridge.study?.clips.find((known) => known.id === clipId)
  if (clip === undefined) throw new AppError('not-found', 'This clip is not in the study.')
  return clip
}

function captionHandlers(bridge: FakeBridge): FakeHandlers {
  const byClip = new Map<number, Caption[]>()
  const revisions = new Map<number, CaptionRevision[]>()
  const listOf = (clipId: number): Caption[] => {
    const known = byClip.get(clipId) ?? startCaptions(clipOf(bridge, clipId))
    byClip.set(clipId, known)
    return known
  }
  const drafts = new Map<string, { before: string; step: FakeStep; textNow: () => string }>()
  /** All that is typed of a caption until it is done is one step. */
  function beginStep({ clipId, raterId }: { clipId: number; raterId: number }, before: string): void {
    const key = `${String(clipId)}:${String(raterId)}`
    if (drafts.has(key)) return
    const isMeant = (caption: Caption): boolean => caption.raterId === raterId && caption.startMs === null
    const textNow = (): string => listOf(clipId).find(isMeant)?.text ?? ''
    const put = (text: string): void => {
      drafts.delete(key)
      byClip.set(
        clipId,
        listOf(clipId).map((caption) => (isMeant(caption) ? { ...caption, text } : caption)),
      )
      bridge.emit('study.changed', newsOf(['captions']))
    }
    let undone = ''
    const { patientCode, visitLabel, ordinal } = clipOf(bridge, clipId)
    const step: FakeStep = {
      label: `caption of ${patientCode} ${visitLabel} clip ${String(ordinal)}`,
      place: { kind: 'caption', clipId },
      undo: () => {
        undone = textNow()
        put(before)
      },
      redo: () => {
        put(undone)
      },
    }
    drafts.set(key, { before, step, textNow })
    bridge.journal.write(step)
  }
  const historyOf = (caption: Caption): CaptionRevision[] =>
    revisions.get(caption.id) ?? [
      { captionId: caption.id, revision: caption.revision, text: caption.text, savedUtc: caption.updatedUtc },
    ]
  return {
    'caption.list': ({ clipId }) => listOf(clipId),
    'caption.done': ({ clipId, raterId }) => {
      const key = `${String(clipId)}:${String(raterId)}`
      const typed = drafts.get(key)
      drafts.delete(key)
      if (typed !== undefined && typed.before === typed.textNow()) bridge.journal.drop(typed.step)
      return null
    },
    'caption.save': (input) => {
      const list = listOf(input.clipId)
      const isSame = (known: Caption): boolean =>
        known.raterId === input.raterId && known.startMs === input.startMs && known.endMs === input.endMs
      const before = list.find(isSame)
      if (before?.text === input.text) return { ...before, clipCaptioned: input.text !== '' }
      beginStep(input, before?.text ?? '')
      const raterCode = bridge.study?.raters.find((rater) => rater.id === input.raterId)?.code ?? '?'
      const saved: Caption = {
        ...input,
        id: before?.id ?? input.clipId * 10 + 3 + list.length,
        raterCode,
        origin: 'typed',
        synthetic: false,
        revision: (before?.revision ?? 0) + 1,
        updatedUtc: new Date().toISOString(),
      }
      const entry = {
        captionId: saved.id,
        revision: saved.revision,
        text: saved.text,
        savedUtc: saved.updatedUtc,
      }
      revisions.set(saved.id, [entry, ...(before === undefined ? [] : historyOf(before))])
      byClip.set(input.clipId, [...list.filter((known) => !isSame(known)), saved])
      const clipCaptioned = listOf(input.clipId).some(({ text }) => text !== '')
      return { ...saved, clipCaptioned }
    },
    'caption.history': ({ captionId }) => {
      const caption = [...byClip.values()].flat().find((known) => known.id === captionId)
      return caption === undefined ? [] : historyOf(caption)
    },
  }
}

function promptHandlers(): FakeHandlers {
  let sets: PromptSet[] = [fakePromptSet]
  return {
    'promptSet.list': () => sets,
    'promptSet.create': (made) => {
      const id = Math.max(...sets.map((set) => set.id)) + 1
      const created: PromptSet = { ...made, id, origin: 'user', packId: null, frameStride: null }
      sets = [...sets, created]
      return created
    },
    'promptSet.delete': ({ promptSetId }) => {
      sets = sets.filter((set) => set.id !== promptSetId)
      return null
    },
    'promptSet.read': ({ sentences }) => sentences.map(readSentence),
  }
}

/** Captions, predictions and prompt sets as main answers them, held in memory. */
export function reviewHandlers(bridge: FakeBridge): FakeHandlers {
  const prompts = promptHandlers()
  return {
    ...captionHandlers(bridge),
    ...prompts,
    'prediction.get': async ({ clipId, promptSetId }) => {
      const clip = clipOf(bridge, clipId)
      const sets = (await prompts['promptSet.list']?.(undefined)) ?? []
      const promptSet = sets.find((set) => set.id === promptSetId)
      return clip.predicted && promptSet !== undefined ? makeFakePrediction(clip, promptSet) : null
    },
  }
}
