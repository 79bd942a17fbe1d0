import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { TextReader } from './text-reader.ts'
import { createWordListReader } from './word-list.ts'
import { wordListFileSchema } from './word-list-file.ts'

/** Opens the word list of a closed-set pack. Throws AppError `pack-invalid`. */
export function openWordList(
  folder: string,
  { id, embeddingDim, text }: Pick<ClipTextPack, 'id' | 'embeddingDim'> & { text: WordListText },
): TextReader {
  const file = wordListFileSchema.safeParse(readJson(join(folder, text.file)))
  const rows = file.data?.head.weights ?? []
  if (
    !file.success ||
    rows.length !== file.data.labels.length ||
    file.data.head.bias.length !== rows.length
  ) {
    throw new AppError('pack-invalid', `The word list of the model pack ${id} is not usable.`)
  }
  if (rows.some((row) => row.length !== embeddingDim)) {
    throw new AppError('pack-invalid', `The word list of the model pack ${id} is for another net.`)
  }
  const reader = createWordListReader(file.data)
  return {
    read: (sentences) => Promise.resolve(sentences.map((sentence) => reader.read(sentence))),
    dispose: () => Promise.resolve(),
  }
}

/** Null, which is no word list either, for a file that is no JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

type WordListText = Extract<ClipTextPack['text'], { kind: 'word-list' }>
