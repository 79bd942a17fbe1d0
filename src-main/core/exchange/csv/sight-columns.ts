import type { Sight } from '#shared/domain/sight.ts'
import type { Column } from './csv-table.ts'

/** Whether something was made blind, or with what in view; empty where nobody kept it. */
export function sightColumns<Row>(
  sightOf: (row: Row) => Sight | null,
  what: 'caption' | 'score',
  more = '',
): Column<Row>[] {
  const unknown = `Empty where it is not known: of estimates, of imported ${what}s, and of those made before this was kept.`
  const made = what === 'caption' ? 'this text was written' : 'this score was given'
  return [
    {
      name: 'blind',
      type: 'boolean',
      description: `True when the program had shown the rater neither estimates of models nor the work of other raters of this visit until ${made}.${more} ${unknown}`,
      value: (row) => {
        const sight = sightOf(row)
        return sight === null ? null : !sight.estimates && !sight.others
      },
    },
    {
      name: 'estimates_shown',
      type: 'boolean',
      description: `True when the program had shown the rater what models estimate of this visit before ${made}.${more} ${unknown}`,
      value: (row) => sightOf(row)?.estimates ?? null,
    },
    {
      name: 'others_shown',
      type: 'boolean',
      description: `True when the program had shown the rater captions or scores of other raters of this visit before ${made}.${more} ${unknown}`,
      value: (row) => sightOf(row)?.others ?? null,
    },
  ]
}
