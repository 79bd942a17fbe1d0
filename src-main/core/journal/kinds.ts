import type { JournalKind } from '#shared/domain/journal.ts'

/** How actions of a kind begin. */
const words: Readonly<Record<Exclude<JournalKind, 'other'>, readonly string[]>> = {
  captions: ['caption', 'annotation'],
  scores: ['score'],
  clips: ['clip'],
  people: ['people'],
  visits: ['visit', 'patient', 'video', 'covariate'],
  raters: ['rater'],
  scales: ['scale', 'anchors'],
  prompts: ['prompts'],
  protocols: ['protocol'],
  imports: ['import'],
  exports: ['export'],
}

const kindOfWord: ReadonlyMap<string, JournalKind> = new Map(
  Object.entries(words).flatMap(([kind, all]) => all.map((word) => [word, kind as JournalKind] as const)),
)

/** Of an action such as `score.set`. */
export function kindOf(action: string): JournalKind {
  return kindOfWord.get(action.slice(0, action.indexOf('.'))) ?? 'other'
}

/** How the actions of a kind begin; for `other`, how none of them does. */
export function actionWords(kind: JournalKind | undefined): readonly string[] {
  return kind === undefined || kind === 'other' ? [...kindOfWord.keys()] : words[kind]
}
