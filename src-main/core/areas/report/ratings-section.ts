import {
  correlationCaption,
  correlationFinding,
  correlationHeight,
  correlationOption,
  correlationWidth,
} from '#shared/charts/correlation-option.ts'
import { paperTheme } from '#shared/charts/paper-theme.ts'
import {
  ratingMapCaption,
  ratingMapFinding,
  ratingMapHeight,
  ratingMapOption,
  ratingMapWidth,
} from '#shared/charts/rating-map-option.ts'
import { orderedPatients, ratingRows } from '#shared/charts/rating-map.ts'
import type { RatingRow } from '#shared/charts/rating-map.ts'
import { countOf } from '#shared/charts/statistic-text.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { figure } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, nothing } from './html.ts'
import type { Html } from './html.ts'
import { isSynthetic } from './report-data.ts'
import type { ReportData } from './report-data.ts'

/** So many visits fit on one page. */
const MOST_ROWS = 60
/** Of a page, in px. */
const WIDTH = 740

/** Whole patients, evenly over all of them from the highest to the lowest, as many as a page holds. */
function readable(patients: readonly RatingRow[][]): RatingRow[][] {
  const rows = patients.reduce((sum, of) => sum + of.length, 0)
  const step = Math.ceil(rows / MOST_ROWS)
  return patients.filter((_, place) => place % step === 0)
}

function ratingMap(scale: Scale, data: ReportData, draw: DrawSvg): Html {
  const scores = data.scores.filter(({ scaleId }) => scaleId === scale.id)
  const all = ratingRows({ sessions: data.sessions, scores, scale, raterCode: null })
  if (all.length === 0) return nothing
  const patients = orderedPatients(all, 'highest')
  const shown = readable(patients)
  const map = {
    ...{ items: scale.items, rows: shown.flat(), all, scaleTitle: scale.shortTitle },
    ...{ chosen: null, rowHeight: 13 },
  }
  const some =
    shown.length === patients.length
      ? ''
      : ` ${countOf(shown.length, 'patient')} of ${String(patients.length)}, evenly from the highest to the lowest.`
  const who = `Mean over the raters of a visit, or their consensus; patients from the highest to the lowest.${some}`
  return figure(
    {
      title: ratingMapFinding(map),
      caption: ratingMapCaption(map, {
        ...{ who: who.replace(/\.$/u, ''), synthetic: isSynthetic(data), onPaper: true },
      }),
      option: ratingMapOption(map, paperTheme),
      size: { width: Math.max(WIDTH, ratingMapWidth(map)), height: ratingMapHeight(map) },
    },
    draw,
  )
}

function matrix(scaleId: string, data: ReportData, draw: DrawSvg): Html {
  const found = data.matrices.find((known) => known.scaleId === scaleId)
  if (found === undefined) return nothing
  return figure(
    {
      title: correlationFinding(found),
      caption: correlationCaption(found, true),
      option: correlationOption(found, paperTheme),
      size: { width: Math.max(WIDTH, correlationWidth(found)), height: correlationHeight(found) },
    },
    draw,
  )
}

/** What was rated, scale by scale: all of it at once, and which items go together. */
export function ratingsSection(data: ReportData, draw: DrawSvg): Html {
  const rated = data.scales.filter(({ id }) => data.scores.some(({ scaleId }) => scaleId === id))
  if (rated.length === 0) return nothing
  return markup`<h2>Ratings</h2>
    ${rated.map(
      (scale) =>
        markup`<section class="item">
          <h3>${scale.shortTitle}</h3>
          ${ratingMap(scale, data, draw)} ${matrix(scale.id, data, draw)}
        </section>`,
    )}`
}
