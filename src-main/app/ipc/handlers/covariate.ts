import { basename } from 'node:path'
import { dictionaryBeside, isRedcapRecords } from '#core/areas/import/redcap-files.ts'
import type { KnownCovariate } from '#shared/domain/covariate.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { readSmall } from '../read-small.ts'

export function covariateHandlers({ session, desktop, sight }: SightedContext): AreaHandlers<'covariate'> {
  const hiddenIds = (): ReadonlySet<string> =>
    new Set(
      session
        .required()
        .study.covariates.kinds()
        .flatMap(({ id, hiddenWhileBlind }) => (hiddenWhileBlind ? [id] : [])),
    )

  function shown(): KnownCovariate[] {
    const hidden = hiddenIds()
    return session
      .required()
      .study.covariates.known()
      .filter(({ covariateId, sessionId }) => !hidden.has(covariateId) || sight.shows('others', sessionId))
  }

  return {
    'covariate.kinds': () => session.required().study.covariates.kinds(),
    'covariate.known': shown,
    'covariate.save': (request) => {
      const hidden = hiddenIds()
      if (
        !sight.shows('others', request.sessionId) &&
        Object.keys(request.values).some((id) => hidden.has(id))
      ) {
        throw new AppError(
          'conflict',
          'You work blind: show the work of others in this visit first, or let somebody else enter it.',
        )
      }
      session.required().study.covariates.save(request, sight.by())
      return shown()
    },
    'covariate.define': (covariate) => {
      const { covariates } = session.required().study
      covariates.define(covariate, sight.by())
      return covariates.kinds()
    },
    'covariate.import': async () => {
      const { study } = session.required()
      const file = await desktop.chooseFile({
        title: 'A CSV file with a row for each patient or visit',
        button: 'Load',
        kind: { name: 'Table', extensions: ['csv', 'tsv', 'txt'] },
      })
      if (file === null) return null
      const bytes = await readSmall(file, 'a table of patients and visits')
      const dictionary = isRedcapRecords(basename(file)) ? await dictionaryBeside(file) : null
      return study.imports.covariates({ fileName: basename(file), bytes, dictionary }, { by: sight.by() })
    },
  }
}
