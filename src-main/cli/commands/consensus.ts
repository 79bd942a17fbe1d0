import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

interface ConsensusRequest {
  readonly study: string
  readonly of: readonly string[]
  readonly code: string
}

/** `consensus`: several raters who rate together from now on, under a code of their own. */
export function consensusCommand({ study: folder, of, code }: ConsensusRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(folder, ({ raters }) => {
      const made = raters.addConsensus({ code, members: [...of] })
      return {
        document: { code: made.code, consensusOf: made.consensusOf ?? [] },
        lines: [`${made.code} is the consensus of ${(made.consensusOf ?? []).join(' and ')}.`],
        failures: [],
      }
    })
}
