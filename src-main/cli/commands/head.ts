import { AppError } from '#shared/errors.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import type { Statistic } from '#shared/domain/severity.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface HeadSaveOptions {
  readonly scale: string
  readonly item: string
  readonly pack?: string
  readonly out: string
}

/** The newest model of the item. Throws AppError `not-found`, `conflict` where several packs made one. */
function chooseModel(
  models: readonly SeverityModel[],
  { scale, item, pack }: HeadSaveOptions,
): SeverityModel {
  const found = models.filter(
    ({ scaleId, itemId, packId }) =>
      scaleId === scale && itemId === item && (pack === undefined || packId === pack),
  )
  const [model, ...others] = found
  if (model === undefined) throw new AppError('not-found', `No model of ${item} of ${scale} was fitted.`)
  if (others.length === 0) return model
  const packs = found.map(({ packId }) => packId).join(', ')
  throw new AppError('conflict', `Models of ${item} were fitted with several packs: say --pack (${packs}).`)
}

export function headSaveCommand(given: { readonly study: string } & HeadSaveOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.openOrLook(given.study, async (study) => {
      const model = chooseModel(study.severity.inUse(), given)
      const folder = context.path(given.out)
      const { files } = await study.heads.save(model.id, folder)
      return {
        document: { folder, files, modelId: model.id },
        lines: [`Wrote ${files.join(' and ')} to ${folder}`, model.trainedOn],
        failures: [],
      }
    })
}

function show({ value, ciLow, ciHigh }: Statistic): string {
  if (value === null) return 'not defined'
  return ciLow === null || ciHigh === null
    ? `${value.toFixed(2)} (no interval)`
    : `${value.toFixed(2)} (95 % interval ${ciLow.toFixed(2)} to ${ciHigh.toFixed(2)})`
}

export function headApplyCommand(given: {
  readonly study: string
  readonly head: string
  readonly out: string
}) {
  return (context: CliContext): Promise<Outcome> =>
    context.openOrLook(given.study, async (study) => {
      const folder = context.path(given.out)
      const { applied, written } = await study.heads.applyInto(context.path(given.head), folder)
      const { card, estimates, validation } = applied
      return {
        document: { folder, files: written.files, warnings: written.warnings, card, estimates, validation },
        lines: [
          `${card.item.name}: ${String(estimates.length)} visits estimated, written to ${folder}`,
          card.trainedOn,
          ...(validation === null
            ? []
            : [
                `External validation, n = ${String(validation.mae.nPatients)} patients, ${String(validation.mae.nSessions)} visits`,
                `  MAE ${show(validation.mae)}, of the mean of the others here ${show(validation.baselineMae)}`,
                `  Q2 ${show(validation.q2)}; PCC ${show(validation.pcc)}; calibration slope ${show(validation.calibrationSlope)}`,
              ]),
          ...written.warnings,
        ],
        failures: [],
      }
    })
}
