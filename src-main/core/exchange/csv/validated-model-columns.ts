import { smallestDetectableCorrelation } from '#shared/domain/cohort-size.ts'
import { flowSteps } from '#shared/domain/patient-flow.ts'
import type { FlowStep } from '#shared/domain/patient-flow.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import { planningWord } from '#shared/domain/protocol.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import type { Column } from './csv-table.ts'

/** What is the same in all rows of a model's validation. */
interface OfModel {
  readonly model: SeverityModel
}

const required = { required: true } as const

export const verdictColumns: readonly Column<OfModel>[] = [
  {
    name: 'verdict',
    type: 'string',
    description:
      'What the whole validation of the model allows to say: better, it errs less than guessing the mean of the other patients; related, its estimates have to do with the ratings; not-clear, neither can be said. The same in all rows of a model.',
    constraints: { required: true, enum: ['better', 'related', 'not-clear'] },
    value: ({ model }) => baselineVerdict(model.metrics),
  },
  {
    name: 'smallest_detectable_r',
    type: 'number',
    description:
      'Correlation that a study of n_patients of the model finds in four of five cases, two-sided at 5 %, on patients that neither saw before; empty below 4 patients.',
    constraints: { minimum: 0, maximum: 1 },
    value: ({ model }) => smallestDetectableCorrelation(model.nPatients),
  },
]

/** What was said before, and what was found on the way. */
export const planningColumns: readonly Column<OfModel>[] = [
  {
    name: 'planned',
    type: 'string',
    description:
      'planned: the model was fitted just as a protocol that was frozen before says, and its p_adjusted is over the items of that protocol; explored: it was not, deviations says why. The same in all rows of a model.',
    constraints: { required: true, enum: ['planned', 'explored'] },
    value: ({ model }) => planningWord(model.planning),
  },
  {
    name: 'protocol',
    type: 'integer',
    description: 'Number of the protocol that the model is measured by; empty where none was frozen before.',
    constraints: { minimum: 1 },
    value: ({ model }) => model.planning.protocol?.n ?? null,
  },
  {
    name: 'protocol_sha256',
    type: 'string',
    description: 'SHA-256 of the protocol, as it is in its own file.',
    constraints: { pattern: '[0-9a-f]{64}' },
    value: ({ model }) => model.planning.protocol?.sha256 ?? null,
  },
  {
    name: 'deviations',
    type: 'string',
    description: 'Why the model is explored; empty for what was planned.',
    value: ({ model }) =>
      model.planning.deviations.length === 0 ? null : model.planning.deviations.join(' '),
  },
]

const flowWords: Readonly<Record<FlowStep, string>> = {
  scale: 'rated on the scale',
  item: 'of them rated on the item',
  blind: 'of them with ratings that count: made without estimates in view, or counted all the same',
  clip: 'of them with a clip that counts',
  predicted: 'of them with a clip that the pack looked at',
  face: 'of them with a face in a clip: those that the model learnt from',
}

/** Who was there at each step, and what of the patients' visits was lost on the way. */
export const flowColumns: readonly Column<OfModel>[] = flowSteps.flatMap((step) =>
  (['patients', 'sessions'] as const).map((unit) => ({
    name: `flow_${step}_${unit}`,
    type: 'integer' as const,
    description: `Flow of patients: ${unit} ${flowWords[step]}; empty for a model that was fitted before it was counted.`,
    constraints: { minimum: 0 },
    value: ({ model: { metrics } }: OfModel) =>
      metrics.flow?.[step][unit === 'patients' ? 'nPatients' : 'nSessions'] ?? null,
  })),
)

/** Of the sentences about the ratings that a model learnt from, the one that begins or ends so. */
function sentenceOf({ trainedOn }: SeverityModel, pattern: RegExp): string | null {
  return pattern.exec(trainedOn)?.[0] ?? null
}

export const originColumns: readonly Column<OfModel>[] = [
  {
    name: 'n_clips',
    type: 'integer',
    description: 'Clips that the model learnt from.',
    constraints: { required: true, minimum: 1 },
    value: ({ model }) => model.nClips,
  },
  {
    name: 'fit_method',
    type: 'string',
    description: 'How the model was fitted.',
    constraints: required,
    value: ({ model }) => model.method,
  },
  {
    name: 'penalty',
    type: 'number',
    description:
      'Ridge penalty of the final model, in the unit of the features, squared; empty for another kind of model.',
    constraints: { minimum: 0 },
    value: ({ model }) => model.settings.penalty ?? null,
  },
  {
    name: 'pack_id',
    type: 'string',
    description: 'Model pack that turned the video into numbers.',
    constraints: required,
    value: ({ model }) => model.packId,
  },
  {
    name: 'pack_version',
    type: 'string',
    description: 'Version of the pack.',
    constraints: required,
    value: ({ model }) => model.packVersion,
  },
  {
    name: 'weights_sha256',
    type: 'string',
    description: 'SHA-256 of the manifest of the pack, which holds the hash of every file of its weights.',
    constraints: { required: true, pattern: '[0-9a-f]{64}' },
    value: ({ model }) => model.packSha256,
  },
  {
    name: 'trained_on',
    type: 'string',
    description: 'What the model was trained on, in one sentence.',
    constraints: required,
    value: ({ model }) => model.trainedOn,
  },
  {
    name: 'trained_on_unblinded',
    type: 'string',
    description:
      'Of trained_on: how many of the ratings were made with estimates in view; empty where none were.',
    value: ({ model }) => sentenceOf(model, /\d+ ratings? (?:was|were) made with estimates in view\./u),
  },
  {
    name: 'trained_on_alike',
    type: 'string',
    description:
      'Of trained_on: which patients look like one person, and were said to be several; empty where none do.',
    value: ({ model }) => sentenceOf(model, /Said to be different people,[^.]*\./u),
  },
  {
    name: 'synthetic',
    type: 'boolean',
    description: 'True when any rating that the model learnt from was made up for demonstration.',
    constraints: required,
    value: ({ model }) => model.synthetic,
  },
  {
    name: 'created_utc',
    type: 'datetime',
    description: 'When the model was fitted.',
    constraints: required,
    value: ({ model }) => model.createdUtc,
  },
]
