import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import QualityNote from '../../../../../src-renderer/features/review/QualityNote.vue'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { makeFakeQuality } from '../../../../helpers/fake-people.ts'

it('says that the face is another person’s, and opens People at that session', async () => {
  setActivePinia(createPinia())
  const reason = 'The face seen is Person B’s, not that of the proposed patient Person A.'
  const quality = { ...makeFakeQuality(0), reasons: [reason], others: ['Person B'] }
  const note = mount(QualityNote, { props: { quality, sessionId: 7 } })
  expect(note.text()).toContain('Another person’s face')
  expect(note.text()).toContain(reason)
  expect(note.text()).not.toContain('Unusable')
  await note.get('[data-testid="who-is-patient"]').trigger('click')
  expect(useViewStore()).toMatchObject({ view: 'people', sessionId: 7 })
})
