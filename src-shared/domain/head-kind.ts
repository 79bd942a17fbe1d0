import { z } from 'zod'

/** The ways from the features of a session to a rating. */
export const headIds = ['ridge', 'elastic-net', 'pls', 'pls2', 'svr', 'gp', 'mlp', 'mlp-joint'] as const
export const headSchema = z.enum(headIds)
export type HeadId = z.infer<typeof headSchema>

export interface HeadWords {
  readonly title: string
  /** One plain sentence for who has to choose. */
  readonly sentence: string
  /** How its settings are found; goes on from “…, features centred, ”. */
  readonly choice: string
  /** Every model is fitted by itself, so that intervals and test leave out groups of patients and exchange them less often. */
  readonly isRefitted: boolean
  /** One model of all items that were rated in the same visits. Of one item alone it is that of the head for single items. */
  readonly isJoint: boolean
  /** Its weights are those of a network, not one for each feature. */
  readonly isNetwork?: true
}

export const headWords: Readonly<Record<HeadId, HeadWords>> = {
  ridge: {
    title: 'ridge regression',
    sentence: 'Every feature has a small say; the quickest, with every interval.',
    choice: 'penalty chosen by inner leave-one-patient-out',
    isRefitted: false,
    isJoint: false,
  },
  'elastic-net': {
    title: 'elastic net',
    sentence: 'Few features have a say, the others none.',
    choice: 'penalty and share of the absolute values chosen by leaving out fifths of the patients within',
    isRefitted: true,
    isJoint: false,
  },
  pls: {
    title: 'partial least squares',
    sentence: 'A few directions in which faces and ratings change together.',
    choice: 'number of components chosen by leaving out fifths of the patients within',
    isRefitted: true,
    isJoint: false,
  },
  pls2: {
    title: 'partial least squares of several items at once',
    sentence: 'A few directions in which faces and all chosen items change together; each item counts alike.',
    choice:
      'number of components, the same for all items, chosen by leaving out fifths of the patients within',
    isRefitted: true,
    isJoint: true,
  },
  svr: {
    title: 'support vector regression',
    sentence: 'Small errors are forgiven, and single large ones count for less.',
    choice: 'cost and width of the tube chosen by leaving out fifths of the patients within',
    isRefitted: true,
    isJoint: false,
  },
  gp: {
    title: 'Gaussian process',
    sentence: 'Can bend: visits that look alike are estimated alike.',
    choice: 'kernel (linear and squared exponential) and noise chosen by inner leave-one-patient-out',
    isRefitted: false,
    isJoint: false,
  },
  mlp: {
    title: 'multilayer perceptron',
    sentence: 'The small neural network of the paper: can bend most, and needs most patients.',
    choice:
      'one hidden layer of 256 units, three networks averaged, each stopped by a fifth of the patients within',
    isRefitted: true,
    isNetwork: true,
    isJoint: false,
  },
  'mlp-joint': {
    title: 'multilayer perceptron of several items at once',
    sentence:
      'As the paper has it: one network with an output for each chosen item, which share what it sees.',
    choice:
      'one hidden layer of 256 units, three networks averaged, each stopped by a fifth of the patients within',
    isRefitted: true,
    isNetwork: true,
    isJoint: true,
  },
}

/** Numbers that a head was fitted with, by name, e.g. `{ components: 3 }`. */
export const headSettingsSchema = z.record(z.string(), z.number())
export type HeadSettings = Readonly<z.infer<typeof headSettingsSchema>>

/** What is read of the clips of a session. */
export const featureKinds = ['mean', 'mean-spread', 'quantiles', 'prompts'] as const
export const featureKindSchema = z.enum(featureKinds)
export type FeatureKind = z.infer<typeof featureKindSchema>

export interface FeatureWords {
  /** Goes on from “ridge regression on …”. */
  readonly title: string
  readonly sentence: string
}

export const featureWords: Readonly<Record<FeatureKind, FeatureWords>> = {
  mean: {
    title: 'the mean clip embedding of a session',
    sentence: 'What the face shows on the whole: the mean over the clips of a visit.',
  },
  'mean-spread': {
    title: 'the mean clip embedding of a session and its standard deviation over all moments',
    sentence: 'Also how much the face changes in a visit; twice as many numbers.',
  },
  quantiles: {
    title: 'the 10, 50 and 90 % quantiles of the embedding over all moments of a session',
    sentence: 'What the face shows seldom, as a rule and at most; three times as many numbers.',
  },
  prompts: {
    title: 'the share of time in which each prompt of a set is likely',
    sentence: 'Can be read: one number a prompt, such as time with raised lip corners.',
  },
}

/** How a model was made, in one sentence without its end; kept with each model. */
export function methodText(head: HeadId, features: FeatureKind): string {
  const { title, choice } = headWords[head]
  return `${title} on ${featureWords[features].title}, features centred, ${choice}`
}

const settingWords: Readonly<Record<string, string>> = {
  alpha: 'penalty',
  l1Ratio: 'share of absolute values',
  tube: 'half-width of the tube',
  bent: 'share of the squared exponential kernel',
  hidden: 'hidden units',
}

/** E.g. `penalty 12.5`, or `components 3`. */
export function settingsText(settings: HeadSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${settingWords[name] ?? name} ${Number(value.toPrecision(3))}`)
    .join(', ')
}

/** What a model’s p is of. */
export function testText(
  head: HeadId,
  { permutations, seed }: { permutations: number; seed: number },
): string {
  const parts = headWords[head].isRefitted ? ', fifths of the patients left out in turn,' : ','
  return `Of Q²: the ratings of whole patients exchanged ${permutations} times through the whole procedure${parts} seed ${seed}; over items by the largest Q² of each time.`
}
