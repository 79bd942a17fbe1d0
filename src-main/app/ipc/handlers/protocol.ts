import { basename } from 'node:path'
import { fitJob } from '#core/areas/severity/fit-job.ts'
import { protocolAsJson, protocolAsText } from '#shared/domain/protocol-text.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { writeChosen } from '../write-chosen.ts'

const kinds = {
  text: { name: 'Text', extension: 'txt', write: protocolAsText },
  json: { name: 'JSON', extension: 'json', write: protocolAsJson },
} as const

export function protocolHandlers({ session, desktop, sight }: SightedContext): AreaHandlers<'protocol'> {
  return {
    'protocol.list': () => session.required().study.protocols.list(),
    'protocol.freeze': (plan) => {
      const { protocols } = session.required().study
      protocols.freeze(plan, sight.by())
      return protocols.list()
    },
    'protocol.fit': ({ sha256, differentPeople = false }) => {
      const { protocols, severity, jobs } = session.required().study
      const planned = protocols.plannedFit(sha256)
      // Before it is a job: whoever asked can answer at once.
      if (!differentPeople) severity.requireApart(planned)
      const { jobId } = jobs.start(fitJob, { ...planned, differentPeople })
      return { jobId }
    },
    'protocol.save': async ({ sha256, format }) => {
      const protocol = session
        .required()
        .study.protocols.list()
        .find((each) => each.sha256 === sha256)
      if (protocol === undefined) throw new AppError('not-found', 'This study has no such protocol.')
      const { name, extension, write } = kinds[format]
      const file = await desktop.chooseTarget({
        title: 'Save protocol',
        name: `protocol-${String(protocol.content.n)}.${extension}`,
        kind: { name, extensions: [extension] },
      })
      if (file === null) return null
      await writeChosen(file, Buffer.from(write(protocol)))
      return { fileName: basename(file) }
    },
  }
}
