import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { choosePromptSet, defaultPackId } from './choose-pack.ts'

export function predictCommand(given: { study: string; pack?: string; prompts?: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const packId = given.pack ?? defaultPackId
      const promptSet = choosePromptSet(study.promptSets.list(), packId, given.prompts)
      const { result } = await context.work('Predicting', (control) =>
        study.predictions.run({ clipIds: null, packId, promptSetId: promptSet.id }, control),
      )
      const files = new Map(study.library.clips().map((clip) => [clip.id, clip.fileName]))
      return {
        document: {
          pack: packId,
          promptSet: promptSet.name,
          predicted: result.predicted,
          reused: result.reused,
          failed: result.failed,
        },
        lines: [
          `Predicted ${result.predicted + result.reused} clips with ${packId} and “${promptSet.name}”, ${result.reused} of them from a stored video pass.`,
        ],
        failures: result.failed.map(({ clipId, message }) => ({
          item: files.get(clipId) ?? `clip ${clipId}`,
          message,
        })),
      }
    })
}
