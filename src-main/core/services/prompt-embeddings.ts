import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { AppError } from '#shared/errors.ts'
import type { InferenceClient, TextEmbedding } from '../inference/client.ts'
import type { LoadedPack } from '../inference/pack-store.ts'

function refusedMessage(promptSet: PromptSet, texts: readonly TextEmbedding[]): string | null {
  const reasons = texts.flatMap(({ reading }, index) =>
    reading.kind === 'refused'
      ? [`“${promptSet.classes[index]?.label ?? reading.sentence}”: ${reading.reason}`]
      : [],
  )
  if (reasons.length === 0) return null
  return `The prompt set “${promptSet.name}” cannot be used with this pack. ${reasons.join(' ')}`
}

/**
 * Sentences of prompt sets as a pack reads them, kept while the study is open: comparing a stored clip with
 * words then needs neither the video nor the text encoder.
 */
export function createPromptEmbeddings(inference: InferenceClient) {
  const known = new Map<string, Promise<TextEmbedding[]>>()

  async function read(pack: LoadedPack<ClipTextPack>, promptSet: PromptSet): Promise<TextEmbedding[]> {
    const texts = await inference.embedTexts(
      pack.folder,
      promptSet.classes.map(({ sentence }) => sentence),
    )
    const message = refusedMessage(promptSet, texts)
    if (message !== null) throw new AppError('prompt-unknown-words', message)
    return texts
  }

  return {
    /** One per class. Throws AppError `prompt-unknown-words` with the reason for each refused sentence. */
    of: (pack: LoadedPack<ClipTextPack>, promptSet: PromptSet): Promise<TextEmbedding[]> => {
      const key = JSON.stringify([pack.sha256, promptSet.classes])
      const before = known.get(key)
      if (before !== undefined) return before
      const reading = read(pack, promptSet)
      known.set(key, reading)
      // A refusal or a crash is asked again next time; the caller hears of it through its own promise.
      reading.catch(() => known.delete(key))
      return reading
    },
  }
}

export type PromptEmbeddings = ReturnType<typeof createPromptEmbeddings>
