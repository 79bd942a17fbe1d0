import type { ImportName } from '#shared/domain/import-plan.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import type { PreparedImport } from './prepared-import.ts'
import type { SessionDraft } from './session-draft.ts'

/** More names than anybody decides on; the rest stays out. */
export const MAX_NAMES = 200

/** `AB`, `K2`, `rater-3`: a code that raters are known by, and nobody's name. */
const codeLike = /^(?:\p{Lu}{1,2}\d{0,3}|(?:rater|coder|annotator|r)[-_.]?\d{1,3})$/iu

/**
 * Names in files of captions, most captions first: one that the study or this import knows as a rater's is taken for it,
 * and so is what looks like a code. Any other may be a person's: it stays out until somebody says that it is a rater.
 */
export function findNames(
  drafts: readonly SessionDraft[],
  isKnownRater: (code: string) => boolean,
): ImportName[] {
  const counts = new Map<string, number>()
  const named = new Set<string>()
  for (const { captions, scores, defaultRater } of drafts) {
    named.add(defaultRater)
    for (const { raterCode } of scores) named.add(raterCode)
    for (const { raterCode, names = [] } of captions) {
      if (names.length === 0) named.add(raterCode)
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const isRater = (name: string) => isCodeLike(name) || named.has(name) || isKnownRater(name)
  return [...counts]
    .map(([name, captions]) => ({ name, captions, raterCode: isRater(name) ? validCode(name) : null }))
    .sort((a, b) => b.captions - a.captions)
    .slice(0, MAX_NAMES)
}

function isCodeLike(name: string): boolean {
  return codeLike.test(name) && (/\d/u.test(name) || name === name.toUpperCase())
}

function validCode(name: string): string | null {
  const parsed = raterCodeSchema.safeParse(name)
  return parsed.success ? parsed.data : null
}

/** The same import with each caption by the first of its names that is a rater's. */
export function assignRaters(
  prepared: PreparedImport,
  chosen: readonly Pick<ImportName, 'name' | 'raterCode'>[],
): PreparedImport {
  if (prepared.names.length === 0) return prepared
  const codes = new Map([...prepared.names, ...chosen].map(({ name, raterCode }) => [name, raterCode]))
  const drafts = prepared.drafts.map((draft) => ({
    ...draft,
    captions: draft.captions.map((caption) => {
      const code = caption.names?.map((name) => codes.get(name) ?? null).find((found) => found !== null)
      return code === undefined ? caption : { ...caption, raterCode: code }
    }),
  }))
  return { ...prepared, drafts }
}
