import type { Database } from 'better-sqlite3'
import type { EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import type { PromptReading, PromptSet } from '#shared/domain/prompt-set.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { InferenceClient, TextEmbedding } from '../../inference/host/client.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import { createPackRepository } from './pack-repository.ts'
import { createTextEmbeddingRepository } from './text-embedding-repository.ts'

type Pack = LoadedPack<ClipTextPack>

function refusedMessage(promptSet: PromptSet, texts: readonly TextEmbedding[]): string | null {
  const reasons = texts.flatMap(({ reading }, index) =>
    reading.kind === 'refused'
      ? [`“${promptSet.classes[index]?.label ?? reading.sentence}”: ${reading.reason}`]
      : [],
  )
  if (reasons.length === 0) return null
  return `The prompt set “${promptSet.name}” cannot be used with this pack. ${reasons.join(' ')}`
}

interface FreshText {
  readonly sentence: string
  readonly text: TextEmbedding
}

/** A set of a hundred sentences takes 200 kB. */
const SETS_LOOKED_WITH = 20

const lookKey = (pack: Pack, promptSet: PromptSet, precision: Precision): string =>
  JSON.stringify([pack.sha256, precision, promptSet.classes])

const sentencesOf = (promptSet: PromptSet): string[] => promptSet.classes.map(({ sentence }) => sentence)

export type PromptEmbeddings = ReturnType<typeof createPromptEmbeddings>

/**
 * Sentences of prompt sets as a pack reads them, kept in the study: comparing a stored clip with words that were
 * compared before needs neither the video nor the text encoder, also after a restart.
 */
export function createPromptEmbeddings(db: Database, inference: InferenceClient) {
  const packs = createPackRepository(db)
  const stored = createTextEmbeddingRepository(db)
  const inWork = new Map<string, Promise<TextEmbedding[]>>()
  /** Sets that clips were only looked at with; newest last. */
  const looked = new Map<string, readonly TextEmbedding[]>()

  const lookUp = (pack: Pack, precision: Precision, sentences: readonly string[]) => {
    const packRowId = packs.rowId(pack)
    return sentences.map((sentence) =>
      packRowId === null ? null : stored.find({ packRowId, precision, sentence }),
    )
  }

  /** One per sentence; only those that are not stored are encoded. */
  async function read(
    pack: Pack,
    sentences: readonly string[],
    engine: EnginePlan,
  ): Promise<{ texts: TextEmbedding[]; fresh: FreshText[] }> {
    const known = lookUp(pack, engine.precision, sentences)
    const unknown = [...new Set(sentences.filter((_, index) => known[index] === null))]
    const encoded = unknown.length === 0 ? [] : await inference.embedTexts(pack.folder, unknown, engine)
    const textOf = (sentence: string): TextEmbedding => {
      const text = encoded[unknown.indexOf(sentence)]
      if (text === undefined) throw new RangeError(`no embedding of “${sentence}”, which was asked for`)
      return text
    }
    return {
      texts: sentences.map((sentence, index) => known[index] ?? textOf(sentence)),
      fresh: unknown.map((sentence) => ({ sentence, text: textOf(sentence) })),
    }
  }

  const keep = (pack: Pack, precision: Precision, fresh: readonly FreshText[]): void => {
    if (fresh.length === 0) return
    inTransaction(db, () => {
      const packRowId = packs.ensure(pack)
      for (const { sentence, text } of fresh) {
        const { reading, embedding, bias } = text
        if (embedding !== null) stored.add({ packRowId, precision, sentence }, { reading, embedding, bias })
      }
    })
  }

  async function readSet(pack: Pack, promptSet: PromptSet, engine: EnginePlan) {
    const reading = await read(pack, sentencesOf(promptSet), engine)
    const message = refusedMessage(promptSet, reading.texts)
    if (message !== null) throw new AppError('prompt-unknown-words', message)
    return reading
  }

  async function readAndKeep(pack: Pack, promptSet: PromptSet, engine: EnginePlan): Promise<TextEmbedding[]> {
    const { texts, fresh } = await readSet(pack, promptSet, engine)
    keep(pack, engine.precision, fresh)
    return texts
  }

  async function readToLook(pack: Pack, promptSet: PromptSet, engine: EnginePlan): Promise<TextEmbedding[]> {
    const { texts } = await readSet(pack, promptSet, engine)
    looked.set(lookKey(pack, promptSet, engine.precision), texts)
    const [oldest] = looked.keys()
    if (looked.size > SETS_LOOKED_WITH && oldest !== undefined) looked.delete(oldest)
    return texts
  }

  /** Views ask for one clip after the other: what is being encoded is not asked for again. */
  function once(key: string, encode: () => Promise<TextEmbedding[]>): Promise<TextEmbedding[]> {
    const before = inWork.get(key)
    if (before !== undefined) return before
    const reading = encode().finally(() => inWork.delete(key))
    inWork.set(key, reading)
    return reading
  }

  return {
    /** One per class. Throws AppError `prompt-unknown-words` with the reason for each refused sentence. */
    of: (pack: Pack, promptSet: PromptSet, engine: EnginePlan): Promise<TextEmbedding[]> =>
      once(`keep ${lookKey(pack, promptSet, engine.precision)}`, () => readAndKeep(pack, promptSet, engine)),
    /** The same for who only looks: remembered until the study is closed, not stored in it. */
    toLook: (pack: Pack, promptSet: PromptSet, engine: EnginePlan): Promise<TextEmbedding[]> =>
      once(`look ${lookKey(pack, promptSet, engine.precision)}`, () => readToLook(pack, promptSet, engine)),
    /** One per class, all from the store or all looked with before; null when one of them must be encoded. */
    known: (pack: Pack, promptSet: PromptSet, precision: Precision): readonly TextEmbedding[] | null => {
      const before = looked.get(lookKey(pack, promptSet, precision))
      if (before !== undefined) return before
      const known = lookUp(pack, precision, sentencesOf(promptSet)).filter((text) => text !== null)
      return known.length === promptSet.classes.length ? known : null
    },
    /** How the pack reads what is being typed, which is not kept. */
    readings: async (
      pack: Pack,
      sentences: readonly string[],
      engine: EnginePlan,
    ): Promise<PromptReading[]> => {
      const { texts } = await read(pack, sentences, engine)
      return texts.map(({ reading }) => reading)
    },
  }
}
