import { featureKinds, headIds, headWords } from '#shared/domain/head-kind.ts'
import type { FeatureKind } from '#shared/domain/head-kind.ts'

export function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const featureNames: Readonly<Record<FeatureKind, string>> = {
  mean: 'Mean',
  'mean-spread': 'Mean and spread',
  quantiles: 'Quantiles',
  prompts: 'Time with each prompt',
}

export const featureOptions = featureKinds.map((id) => ({ value: id, label: featureNames[id] }))
/** One model of several items is offered where there are several. */
export function headOptionsOf(items: number) {
  return headIds
    .filter((id) => !headWords[id].isJoint || items > 1)
    .map((id) => ({ value: id, label: titleCase(headWords[id].title) }))
}
