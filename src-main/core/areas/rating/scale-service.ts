import { anchorFault } from '#shared/domain/anchors.ts'
import type { Anchors } from '#shared/domain/anchors.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { readAnchorsCsv } from '../../exchange/csv/anchors-csv.ts'
import { ANCHORS, anchorsKey } from '../study/entities/anchors-entity.ts'
import { SCALE, scaleKey } from '../study/entities/scale-entity.ts'
import { readScaleFile, shippedScales, writeScaleFile } from '../study/scale-files.ts'
import type { ScaleFile } from '../study/scale-files.ts'
import type { ScaleService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createScaleService(context: StudyContext): ScaleService {
  const { anchors, scales } = context.repositories
  const changeAnchors = (scale: Scale, after: Anchors | null, rater: string | null): void => {
    const before = anchors.get(scale.id)
    if (JSON.stringify(before) === JSON.stringify(after)) return
    context.journal.change({
      ...{ action: 'anchors.set', label: `anchor texts of “${scale.title}”`, rater },
      changes: [{ entity: ANCHORS, key: anchorsKey(scale.id), before, after }],
    })
  }
  const list = () => scales.list().map(({ scale }) => scale)
  const own = (scaleId: string): Scale => {
    const known = scales.get(scaleId)
    if (known === null) throw new AppError('not-found', `The study has no scale “${scaleId}”.`)
    if (known.origin === 'user') return known.scale
    const what = `“${known.scale.title}” comes with the program and stays as it is: copy it first.`
    throw new AppError('not-found', what)
  }
  /** Throws AppError `bad-request`. */
  const requireFree = (scale: Scale): void => {
    const taken = takenColumn(
      scale,
      scales.list().map((stored) => stored.scale),
      scales.itemColumnsBeside(scale.id),
    )
    if (taken !== null)
      throw new AppError('bad-request', `The column name “${taken}” belongs to another scale of the study.`)
  }
  const refuseKnown = (id: string): never => {
    throw new AppError('bad-request', `The study has a scale “${id}” already: give this one another id.`)
  }
  const put = ({ scale, anchors: texts }: ScaleFile, action: string, rater: string | null): void => {
    context.journal.change({
      ...{ action, label: `scale “${scale.title}”`, rater },
      changes: [
        { entity: SCALE, key: scaleKey(scale.id), after: scale },
        { entity: ANCHORS, key: anchorsKey(scale.id), after: texts },
      ],
    })
  }
  return {
    list,
    listRatedFirst() {
      const [all, rated] = [list(), new Set(scales.rated())]
      return [...all.filter(({ id }) => rated.has(id)), ...all.filter(({ id }) => !rated.has(id))]
    },
    add(json, by = null) {
      const file = readScaleFile(json)
      const known = scales.get(file.scale.id)
      if (known !== null) {
        if (JSON.stringify(known.scale) !== JSON.stringify(file.scale)) return refuseKnown(file.scale.id)
        if (file.anchors !== null) changeAnchors(known.scale, file.anchors, by)
        return known.scale
      }
      requireFree(file.scale)
      put(file, 'scale.add', by)
      return file.scale
    },
    own: () =>
      scales
        .list()
        .flatMap(({ scale, origin }) =>
          origin === 'user' ? [{ scaleId: scale.id, use: scales.use(scale.id) }] : [],
        ),
    save({ scale, anchors: texts, isNew }, by = null) {
      if (!isNew) own(scale.id)
      else if (scales.has(scale.id)) return refuseKnown(scale.id)
      requireFree(scale)
      const given = texts === null || Object.keys(texts).length === 0 ? null : texts
      const fault = given === null ? null : anchorFault(scale, given)
      if (fault !== null) throw new AppError('bad-request', fault)
      put({ scale, anchors: given }, isNew ? 'scale.add' : 'scale.change', by)
      return scale
    },
    remove(scaleId, by = null) {
      const scale = own(scaleId)
      context.journal.change({
        ...{ action: 'scale.remove', label: `scale “${scale.title}”`, rater: by },
        changes: [
          { entity: ANCHORS, key: anchorsKey(scaleId), after: null },
          { entity: SCALE, key: scaleKey(scaleId), after: null },
        ],
      })
    },
    fileOf(scaleId) {
      const known = scales.get(scaleId)
      if (known === null) throw new AppError('not-found', `The study has no scale “${scaleId}”.`)
      return {
        scale: known.scale,
        json: writeScaleFile({ scale: known.scale, anchors: anchors.get(scaleId) }),
      }
    },
    anchors: (scaleId) => anchors.get(scaleId),
    loadAnchors({ scaleId, fileName, bytes }, by = null) {
      const known = scales.get(scaleId)
      if (known === null) throw new AppError('not-found', `The study has no scale “${scaleId}”.`)
      const loaded = readAnchorsCsv(bytes, fileName, known.scale)
      changeAnchors(known.scale, loaded, by)
      return loaded
    },
    removeAnchors(scaleId, by = null) {
      const known = scales.get(scaleId)
      if (known !== null && anchors.get(scaleId) !== null) changeAnchors(known.scale, null, by)
    },
  }
}

function columnsOf(scale: Scale): string[] {
  return [...scale.items, ...scale.totals].map(({ column }) => column)
}

/** `itemColumns` are those of other scales, also of damaged ones, whose totals nobody knows. */
function takenColumn(scale: Scale, others: readonly Scale[], itemColumns: readonly string[]): string | null {
  const taken = new Set([...others.filter(({ id }) => id !== scale.id).flatMap(columnsOf), ...itemColumns])
  return columnsOf(scale).find((column) => taken.has(column)) ?? null
}

/**
 * Brings the scales that the program ships into the study. One that would clash with a scale the user added
 * is left out: the user's ratings come first. A damaged one stays as it is.
 */
export function installBuiltInScales(context: StudyContext, scalesFolder: string): void {
  const { scales } = context.repositories
  let stored = scales.list()
  for (const scale of shippedScales(scalesFolder)) {
    const same = stored.find((candidate) => candidate.scale.id === scale.id)
    if (same !== undefined && JSON.stringify(same.scale) === JSON.stringify(scale)) continue
    if (same === undefined && scales.has(scale.id)) continue
    if (
      same?.origin === 'user' ||
      takenColumn(
        scale,
        stored.map((entry) => entry.scale),
        scales.itemColumnsBeside(scale.id),
      ) !== null
    )
      continue
    inTransaction(context.db, () => {
      scales.save(scale, 'built-in')
    })
    stored = [...stored.filter((entry) => entry !== same), { scale, origin: 'built-in' }]
  }
}
