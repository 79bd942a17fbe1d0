import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import { AppError } from '../../../../../src-shared/errors.ts'
import PeopleSessions from '../../../../../src-renderer/features/people/PeopleSessions.vue'
import PeopleView from '../../../../../src-renderer/features/people/PeopleView.vue'
import { useJobsStore } from '../../../../../src-renderer/stores/jobs.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useStudyResources } from '../../../../../src-renderer/stores/study-resources.ts'
import { useStudyStore } from '../../../../../src-renderer/stores/study.ts'
import { useUndoStore } from '../../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { newsOf } from '../../../../../src-shared/ipc/contract/study.ts'
import type { FakeSessionState } from '../../../../helpers/fake-people.ts'
import { peopleHandlers } from '../../../../helpers/fake-people.ts'
import type { FakeHandlers, FakeOptions } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubNarrowWindow, stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(() => {
  stubWindow()
  Element.prototype.scrollIntoView = vi.fn()
})

async function openView(state: FakeSessionState, options: FakeOptions & { replies?: FakeHandlers } = {}) {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 1 }), ...options })
  bridge.use({ ...peopleHandlers(bridge, { 1: state }), ...options.replies })
  await Promise.all([useLibraryStore().load(), useStudyStore().load()])
  // What the shell does when main tells of a change.
  bridge.on('study.changed', () => {
    useStudyResources().tell(newsOf(['people']))
  })
  const wrapper = mount(
    { render: () => h(TooltipProvider, { delayDuration: 0 }, () => h(PeopleView)) },
    { global: { plugins: [pinia] }, attachTo: document.body },
  )
  await flushPromises()
  const edits = () =>
    bridge.calls.filter(({ channel }) => channel === 'people.edit').map(({ request }) => request)
  const rows = () => wrapper.findAll('[data-testid="person"]')
  return { bridge, wrapper, edits, rows }
}

function press(element: Element, key: string, more: KeyboardEventInit = {}): void {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

describe('who is who', () => {
  it('has its visits at hand in a narrow window, and puts them away once one was chosen', async () => {
    stubNarrowWindow()
    const { wrapper } = await openView('proposed')
    const visits = () => wrapper.get('[role=listbox][aria-label=Sessions]').element
    const isAway = () => visits().closest<HTMLElement>('.pane')?.style.display === 'none'
    expect(isAway()).toBe(true)
    await wrapper.get('[data-testid=people-sessions]').trigger('click')
    expect(isAway()).toBe(false)
    wrapper.getComponent(PeopleSessions).vm.$emit('update:modelValue', 2)
    await flushPromises()
    expect(useViewStore().sessionId).toBe(2)
    expect(isAway()).toBe(true)
  })

  it('proposes a patient with a reason, and one click confirms', async () => {
    const { wrapper, edits } = await openView('proposed')
    const proposal = wrapper.get('[data-testid="patient-proposal"]')
    expect(proposal.text()).toContain('Person A is probably the patient')
    expect(proposal.text()).toContain('On screen longest')
    await wrapper.get('[data-testid="confirm-patient"]').trigger('click')
    await flushPromises()
    expect(edits()).toEqual([{ sessionId: 1, edit: { kind: 'role', personId: 10, role: 'patient' } }])
    expect(wrapper.find('[data-testid="patient-proposal"]').exists()).toBe(false)
    expect(wrapper.text()).toContain('patient, confirmed')
    await useUndoStore().undo()
    await flushPromises()
    expect(wrapper.find('[data-testid="patient-proposal"]').exists()).toBe(true)
  })

  it('confirms by keyboard', async () => {
    const { edits } = await openView('proposed')
    press(document.body, 'c')
    await flushPromises()
    expect(edits()).toHaveLength(1)
  })

  it('lists people longest on screen first, each with a role', async () => {
    const { rows } = await openView('confirmed')
    expect(rows().map((row) => row.get('.title > span').text())).toEqual(['Person A', 'Person B', 'Person C'])
    expect(rows()[1]?.get('[role="radio"][data-state="checked"]').text()).toBe('Clinician')
  })

  it('folds away who is seen for a moment, where they can be given a role all the same', async () => {
    const { wrapper, edits, rows } = await openView('undecided')
    const folded = wrapper.get<HTMLDetailsElement>('[data-testid="brief-people"]')
    expect(folded.element.open).toBe(false)
    expect(folded.get('summary').text()).toBe('Seen briefly (1)')
    expect(folded.findAll('[data-testid="person"]').map((row) => row.attributes('data-person-id'))).toEqual([
      '12',
    ])
    const other = rows()[2]
      ?.findAll('[role="radio"]')
      .find((radio) => radio.text() === 'Other')
    await other?.trigger('click')
    await flushPromises()
    expect(edits()).toEqual([{ sessionId: 1, edit: { kind: 'role', personId: 12, role: 'other' } }])
    expect(wrapper.find('[data-testid="brief-people"]').exists()).toBe(false)
  })

  it('takes a role that is chosen in a row', async () => {
    const { rows, edits } = await openView('undecided')
    const other = rows()[2]
      ?.findAll('[role="radio"]')
      .find((radio) => radio.text() === 'Other')
    await other?.trigger('click')
    await flushPromises()
    expect(edits()).toEqual([{ sessionId: 1, edit: { kind: 'role', personId: 12, role: 'other' } }])
  })

  it('makes those that are selected the same person, into the one with a role', async () => {
    const { wrapper, rows, edits } = await openView('confirmed')
    const merge = wrapper.get('[data-testid="merge-people"]')
    expect(merge.attributes('disabled')).toBeDefined()
    for (const row of [rows()[2], rows()[1]]) await row?.get('[role="checkbox"]').trigger('click')
    await merge.trigger('click')
    await flushPromises()
    expect(edits()).toEqual([{ sessionId: 1, edit: { kind: 'merge', personIds: [11, 12] } }])
    expect(rows()).toHaveLength(2)
    await useUndoStore().load()
    expect(useUndoStore().undoLabel).toBe('merge of people')
  })

  it('says that predictions belong to the former choice once the patient changes', async () => {
    const study = makeFakeStudy({ patients: 1 })
    for (const [index, clip] of study.clips.filter(({ sessionId }) => sessionId === 1).entries()) {
      clip.predicted = index > 0
      clip.excluded = false
    }
    const { wrapper, rows } = await openView('confirmed', { study })
    expect(wrapper.find('[data-testid="former-choice"]').exists()).toBe(false)
    await rows()[1]?.findAll('[role="radio"]')[0]?.trigger('click')
    await flushPromises()
    expect(wrapper.get('[data-testid="former-choice"]').text()).toContain('The predictions of 2 clips')
  })
})

describe('appearances', () => {
  it('are walked through and selected by keyboard, and show face and time', async () => {
    const { wrapper } = await openView('confirmed')
    const list = wrapper.get('[role="listbox"][aria-label^="Appearances"]')
    press(list.element, 'ArrowRight')
    press(list.element, ' ')
    press(list.element, 'ArrowRight', { shiftKey: true })
    await flushPromises()
    const selected = wrapper.findAll('[data-testid="track"][aria-selected="true"]')
    expect(selected.map((track) => track.attributes('id'))).toEqual(['track-101', 'track-102'])
    expect(list.attributes('aria-activedescendant')).toBe('track-102')
    const preview = wrapper.get('[data-testid="track-preview"]')
    expect(preview.text()).toContain('Person A')
    expect(preview.get('img').attributes('src')).toBe('media://study/face/102')
    press(list.element, 'Escape')
    await flushPromises()
    expect(wrapper.findAll('[data-testid="track"][aria-selected="true"]')).toHaveLength(0)
  })

  it('are given to a new person, which splits', async () => {
    const { wrapper, edits, rows } = await openView('confirmed')
    await wrapper.get('#track-101').trigger('click')
    await wrapper.get('#track-103').trigger('click', { ctrlKey: true })
    press(wrapper.get('[data-testid="assign-tracks"]').element, 'Enter')
    await flushPromises()
    const fresh = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((item) =>
      item.textContent.includes('A new person'),
    )
    fresh?.click()
    await flushPromises()
    expect(edits()).toEqual([
      { sessionId: 1, edit: { kind: 'assign', trackIds: [101, 103], personId: null } },
    ])
    expect(rows()).toHaveLength(4)
  })

  it('open the clip that shows them', async () => {
    const { wrapper } = await openView('confirmed')
    const list = wrapper.get('[role="listbox"][aria-label^="Appearances"]')
    press(list.element, 'End')
    press(list.element, 'Enter')
    await flushPromises()
    expect(useViewStore()).toMatchObject({ view: 'review', clipId: 1 })
  })
})

describe('before there are people', () => {
  it('teaches what the search does, and starts it', async () => {
    const { bridge, wrapper, rows } = await openView('not-looked-at')
    expect(wrapper.text()).toContain('Who is in these videos?')
    await wrapper.get('[data-testid="find-people"]').trigger('click')
    await flushPromises()
    expect(bridge.calls.find(({ channel }) => channel === 'people.find')?.request).toEqual({
      sessionIds: [1],
    })
    expect(rows()).toHaveLength(3)
  })

  it('shows how far a search is', async () => {
    const { wrapper } = await openView('not-looked-at')
    useJobsStore().accept({
      jobId: 'find-1',
      kind: 'find-people',
      title: 'Finding the people',
      done: 30,
      total: 60,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
      startedUtc: '2026-03-02T13:02:11Z',
      status: 'running',
      etaMs: null,
      pausable: true,
    })
    await flushPromises()
    expect(wrapper.get('[role="progressbar"]').attributes('aria-valuenow')).toBe('50')
    expect(wrapper.get('[data-testid="find-people"]').attributes('disabled')).toBeDefined()
  })

  it('says that no face was found', async () => {
    const { wrapper } = await openView('nobody')
    expect(wrapper.text()).toContain('No face was found in this session')
  })

  it('says why people cannot be read, and tries again', async () => {
    const damaged = (): never => {
      throw new AppError('study-damaged', 'The faces of this session cannot be read.')
    }
    const { bridge, wrapper } = await openView('proposed', { replies: { 'people.get': damaged } })
    expect(wrapper.get('[role="alert"]').text()).toContain('The faces of this session cannot be read.')
    bridge.use(peopleHandlers(bridge, { 1: 'proposed' }))
    await wrapper.get('[role="alert"] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('[data-testid="patient-proposal"]').exists()).toBe(true)
  })

  it('sends a study without sessions to the import', async () => {
    const { wrapper } = await openView('proposed', { study: makeFakeStudy({ patients: 0 }) })
    expect(wrapper.text()).toContain('No sessions yet')
  })
})
