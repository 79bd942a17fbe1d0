import type { Database } from 'better-sqlite3'
import type { Precision } from '#shared/domain/pack.ts'
import { promptReadingSchema } from '#shared/domain/prompt-set.ts'
import type { PromptReading } from '#shared/domain/prompt-set.ts'
import { toBlob, toFloat32 } from '../../db/float-blob.ts'
import { readOrNothing, readStored } from '../../db/stored-value.ts'

/** A sentence and who reads it. */
export interface TextKey {
  readonly packRowId: number
  readonly precision: Precision
  readonly sentence: string
}

/** A sentence that was not refused, as a pack compares it. */
export interface StoredText {
  readonly reading: PromptReading
  /** Float32[dim] */
  readonly embedding: Float32Array
  /** Added to the logit. */
  readonly bias: number
}

interface TextRow {
  reading_json: string
  embedding: Buffer
  bias: number
}

export type TextEmbeddingRepository = ReturnType<typeof createTextEmbeddingRepository>

/** Sentences as packs read them: encoding one again gives the same numbers. */
export function createTextEmbeddingRepository(db: Database) {
  const find = db.prepare<[number, Precision, string], TextRow>(`
    SELECT reading_json, embedding, bias FROM text_embeddings
    WHERE pack_row_id = ? AND precision = ? AND sentence = ?`)
  const insert = db.prepare<[number, Precision, string, string, number, Buffer]>(`
    INSERT INTO text_embeddings (pack_row_id, precision, sentence, reading_json, bias, embedding)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (pack_row_id, precision, sentence) DO NOTHING`)
  return {
    /** Null also for one that is damaged: the pack reads the sentence again. */
    find: ({ packRowId, precision, sentence }: TextKey): StoredText | null => {
      const row = find.get(packRowId, precision, sentence)
      return readOrNothing(row, (found) => ({
        reading: readStored(promptReadingSchema, found.reading_json, 'The reading of a sentence'),
        embedding: toFloat32(found.embedding),
        bias: found.bias,
      }))
    },
    /** A sentence that is known already stays as it is. */
    add: ({ packRowId, precision, sentence }: TextKey, { reading, embedding, bias }: StoredText): void => {
      insert.run(packRowId, precision, sentence, JSON.stringify(reading), bias, toBlob(embedding))
    },
  }
}
