import { sep } from 'node:path'
import type { ImportNote, ImportRefusal } from '#shared/domain/import-plan.ts'
import { createProblemList } from '../../exchange/problem-list.ts'
import { createCodeIndex } from '#shared/tables/spreadsheet-code.ts'
import { orderOf } from '#shared/tables/spreadsheet-dates.ts'
import type { RowKey } from '../../exchange/csv/csv-reading.ts'
import { shownName } from '../../files/shown-name.ts'
import type { InferenceList } from './inference-list.ts'
import type { ParsedTexts } from './parse-text.ts'
import { readTextFile } from './read-text-file.ts'
import { createRowResolver } from './resolve-row.ts'
import { toNote, toRefusal } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import { takeCaptions, takeScores } from './take-rows.ts'
import type { Taking } from './take-rows.ts'
import type { TextParser } from './text-parser.ts'
import type { FoundFile, FoundFolder } from './walk-folder.ts'

/** Puts rows of tables into the drafts of their sessions, and what does not fit where it is counted. */
export interface TableReader {
  readCaptions(folder: FoundFolder, own: SessionDraft | null): Promise<void>
  readScores(folder: FoundFolder, own: SessionDraft | null): Promise<void>
}

export interface TableReaderParts {
  readonly drafts: readonly SessionDraft[]
  /** Sessions of the study that no folder of this import describes. */
  readonly stored: readonly SessionDraft[]
  /** Codes of the study's raters. */
  readonly raters: readonly string[]
  readonly parser: TextParser
  readonly inferences: InferenceList
  /** Where rows of tables that lie above the sessions are counted when they fit none. */
  readonly refusedCaptions: ImportRefusal[]
  readonly refusedScores: ImportRefusal[]
  readonly notes: ImportNote[]
}

export function createTableReader(parts: TableReaderParts): TableReader {
  const codes = new Set([...parts.raters, ...parts.drafts.map(({ defaultRater }) => defaultRater)])
  const raters = { codes, index: createCodeIndex(codes) }

  async function read<Kind extends 'scores' | 'captions'>(
    kind: Kind,
    file: FoundFile,
    place: {
      own: SessionDraft | null
      folder: FoundFolder
      refused: ImportRefusal[]
      dictionary?: FoundFile | null
    },
  ): Promise<{ rows: ParsedTexts[Kind]['rows']; taking: Taking; finish(): void }> {
    const { own, folder, refused } = place
    const fileName = shownName(file.path)
    const text = await readTextFile(file)
    const dictionary = await readDictionary(place.dictionary ?? null)
    const problem = text.problem ?? dictionary.problem
    const reading =
      text.bytes !== null && problem === null
        ? await parts.parser.parse(kind, { bytes: text.bytes, fileName, dictionary: dictionary.file })
        : { rows: [], problems: problem === null ? [] : [problem], notes: [] }
    const { problems: unread, notes = [] } = reading
    refused.push(...unread.map((problem) => toRefusal(file.shown, problem)))
    const noted = own?.notes ?? parts.notes
    noted.push(...notes.map((note) => toNote(file.shown, note)))
    const rows: readonly RowKey[] = reading.rows
    const problems = createProblemList(fileName)
    const below = parts.drafts.filter(({ path }) => path !== null && path.startsWith(folder.path + sep))
    const dateOrder = orderOf(new Set(rows.map(({ visit }) => visit ?? '')))
    const resolve = createRowResolver({ own, below, stored: parts.stored, dateOrder })
    const { inferences } = parts
    return {
      rows: reading.rows,
      taking: { file: file.shown, own, below, resolve, raters, inferences, problems },
      finish: () => {
        refused.push(...problems.list().map((problem) => toRefusal(file.shown, problem)))
      },
    }
  }

  return {
    async readCaptions(folder, own) {
      if (folder.captionsCsv === null) return
      const refused = own?.refusedCaptions ?? parts.refusedCaptions
      const { rows, taking, finish } = await read('captions', folder.captionsCsv, { own, folder, refused })
      takeCaptions(rows, taking)
      finish()
    },
    async readScores(folder, own) {
      const refused = own?.refusedScores ?? parts.refusedScores
      const tables = [
        { file: folder.scoresCsv, dictionary: null },
        { file: folder.redcapRecords, dictionary: folder.redcapDictionary },
      ]
      for (const { file, dictionary } of tables) {
        if (file === null) continue
        const { rows, taking, finish } = await read('scores', file, { own, folder, refused, dictionary })
        takeScores(rows, taking)
        finish()
      }
    },
  }
}

async function readDictionary(file: FoundFile | null) {
  if (file === null) return { file: null, problem: null }
  const { bytes, problem } = await readTextFile(file)
  return { file: bytes === null ? null : { bytes, fileName: shownName(file.path) }, problem }
}
