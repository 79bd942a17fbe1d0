import { AppError } from '#shared/errors.ts'
import type { CutProposal } from '#shared/domain/cut.ts'
import { counted } from '#shared/counted.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

/** Proposals nobody came for make way for newer ones. */
const MAX_PROPOSALS = 20

export function cutHandlers({ session, jobs, sight }: SightedContext): AreaHandlers<'cut'> {
  const proposals = new Map<string, CutProposal>()
  const keep = (jobId: string, proposal: CutProposal): void => {
    proposals.set(jobId, proposal)
    const oldest = proposals.keys().next().value
    if (proposals.size > MAX_PROPOSALS && oldest !== undefined) proposals.delete(oldest)
  }
  return {
    'cut.state': ({ videoId }) => session.required().study.cuts.state(videoId),
    'cut.propose': ({ videoId, method }) => {
      const { study } = session.required()
      const jobId = jobs.start({
        kind: 'cut',
        title: 'Proposing clips',
        pausable: false,
        run: async (control) => {
          const proposal = await study.cuts.propose(videoId, method, control)
          keep(jobId, proposal)
          return `Proposed ${counted(proposal.spans.length, 'clip')}.`
        },
      })
      return { jobId }
    },
    'cut.proposal': ({ jobId }) => {
      const proposal = proposals.get(jobId)
      if (proposal === undefined)
        throw new AppError('not-found', 'This proposal is not ready, or was replaced by newer ones.')
      return proposal
    },
    'cut.edit': ({ videoId, edit }) => session.required().study.cuts.edit(videoId, edit, sight.by()),
    'cut.undo': ({ videoId, editId }) => session.required().study.cuts.undo(videoId, editId, sight.by()),
    'cut.redo': ({ videoId, editId }) => session.required().study.cuts.redo(videoId, editId, sight.by()),
  }
}
