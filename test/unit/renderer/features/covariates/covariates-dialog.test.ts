import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Covariate, KnownCovariate } from '#shared/domain/covariate.ts'
import { builtInCovariates } from '#shared/domain/covariate.ts'
import CovariateKindDialog from '../../../../../src-renderer/features/covariates/CovariateKindDialog.vue'
import CovariatesDialog from '../../../../../src-renderer/features/covariates/CovariatesDialog.vue'
import {
  emptyKind,
  kindOf,
  shortName,
} from '../../../../../src-renderer/features/covariates/covariate-form.ts'
import VisitFacts from '../../../../../src-renderer/features/rate/VisitFacts.vue'
import { useCovariatesStore } from '../../../../../src-renderer/stores/covariates.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useStudyStore } from '../../../../../src-renderer/stores/study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function open(which: 'visit' | 'kind') {
  const { bridge, pinia } = openWindow()
  let known: KnownCovariate[] = [{ sessionId: 1, covariateId: 'site', value: 'Ward 4' }]
  let kinds: Covariate[] = [...builtInCovariates]
  bridge.use({
    'covariate.kinds': () => kinds,
    'covariate.known': () => known,
    'covariate.save': ({ sessionId, values }) =>
      (known = Object.entries(values).map(([covariateId, value]) => ({ sessionId, covariateId, value }))),
    'covariate.define': (kind) => (kinds = [...kinds, kind]),
  })
  await useStudyStore().load()
  await useLibraryStore().load()
  const covariates = useCovariatesStore()
  await covariates.load()
  const [visit] = useLibraryStore().sessions
  if (visit === undefined) throw new Error('The study has a visit.')
  covariates.asked = { visit, isNewKind: which === 'kind' }
  const options = { global: { plugins: [pinia] }, attachTo: document.body }
  if (which === 'kind') mount(CovariateKindDialog, options)
  else mount(CovariatesDialog, { ...options, props: { visit } })
  await flushPromises()
  const get = (id: string): HTMLElement =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`) ?? expect.fail(`no ${id}`)
  const type = async (id: string, text: string) => {
    const input = get(id) as HTMLInputElement
    input.value = text
    input.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const send = async () => {
    document.querySelector('form')?.requestSubmit()
    await flushPromises()
  }
  const sent = (channel: string) =>
    bridge.calls.filter((each) => each.channel === channel).map(({ request }) => request)
  const text = () => document.querySelector('[role="dialog"]')?.textContent ?? ''
  return { bridge, covariates, visit, get, type, send, sent, text, pinia }
}

describe('what is known of a visit', () => {
  it('is sent as one step with what was changed only, and not while it cannot be', async () => {
    const { bridge, covariates, visit, get, type, send, sent, text } = await open('visit')
    bridge.revealed = { estimates: [], others: 'all' }
    expect(text()).toContain('Patient P001, at all visits')
    expect((get('covariate-site') as HTMLInputElement).value).toBe('Ward 4')
    expect(get('save-covariates').hasAttribute('disabled')).toBe(true)
    await type('covariate-site', 'x'.repeat(501))
    expect(text()).toContain('Site is a text of up to 500 characters')
    await send()
    expect(sent('covariate.save')).toEqual([])
    await type('covariate-site', ' Ward 5 ')
    await send()
    expect(sent('covariate.save')).toEqual([{ sessionId: visit.id, values: { site: 'Ward 5' } }])
    expect(covariates.asked).toBeNull()
  })

  it('leaves out what blind work hides, and says so', async () => {
    const { text } = await open('visit')
    expect(document.querySelector('[data-testid="covariate-cpz_mg"]')).toBeNull()
    expect(text()).toContain('What would tell the treatment')
  })

  it('stands in one line where the visit is rated, which opens the form', async () => {
    const { covariates, visit, pinia } = await open('visit')
    covariates.asked = null
    const facts = mount(VisitFacts, { props: { session: visit }, global: { plugins: [pinia] } })
    expect(facts.text()).toContain('Site: Ward 4')
    await facts.get('[data-testid="visit-facts"]').trigger('click')
    expect(covariates.asked).toEqual({ visit, isNewKind: false })
  })
})

describe('a covariate of the study’s own', () => {
  it('is added with the column that it will have, and leads back to the visit', async () => {
    const { covariates, type, send, sent, text, visit } = await open('kind')
    await type('covariate-name', 'Years of illness')
    expect(text()).toContain('The column “years_of_illness” in files.')
    await send()
    expect(sent('covariate.define')).toEqual([
      {
        ...{ id: 'years_of_illness', name: 'Years of illness', of: 'visit', hiddenWhileBlind: false },
        ...{ kind: 'number', unit: null, min: 0, max: 100 },
      },
    ])
    expect(covariates.asked).toEqual({ visit, isNewKind: false })
  })

  it.each([
    ['no name', {}, 'A name is missing.'],
    [
      'an upside-down range',
      { name: 'X', min: '5', max: '1' },
      'The lowest number must be below the highest.',
    ],
    [
      'a range that is none',
      { name: 'X', min: '', max: '1' },
      'The lowest and the highest number are missing.',
    ],
    [
      'one choice',
      { name: 'X', kind: 'choice' as const, choices: 'Yes,' },
      'There are at least two choices.',
    ],
    [
      'one choice twice',
      { name: 'X', kind: 'choice' as const, choices: 'Yes, yes' },
      'Two choices share one code.',
    ],
  ])('is not one with %s', (_, changes, problem) => {
    expect(kindOf({ ...emptyKind, ...changes })).toEqual({ covariate: null, problem })
  })

  it('has a column of lower-case letters, digits and underscores, which begins with a letter', () => {
    expect(shortName('2. Größe (cm)')).toBe('gro_e_cm')
    expect(shortName('Éthnie')).toBe('ethnie')
  })
})
