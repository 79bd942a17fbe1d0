import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import BaseButton from '../../../../src-renderer/ui/BaseButton.vue'
import BaseDialog from '../../../../src-renderer/ui/BaseDialog.vue'

async function openDialog({ disabled = false, open = true } = {}) {
  const run = vi.fn()
  mount(BaseDialog, {
    props: { open, title: 'Import session folders' },
    slots: {
      footer: () => [
        h(BaseButton, { class: 'other', onClick: () => undefined }, () => 'Back'),
        h(BaseButton, { variant: 'primary', disabled, onClick: run }, () => 'Show the library'),
      ],
    },
    attachTo: document.body,
  })
  await flushPromises()
  const press = (on: Element | null, more: KeyboardEventInit = {}): void => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more })
    on?.dispatchEvent(event)
  }
  return { run, press, dialog: document.querySelector('[role="dialog"]') }
}

describe('BaseDialog', () => {
  it('does with Enter what its primary button does, from the dialog itself and from nowhere', async () => {
    const { run, press, dialog } = await openDialog()
    press(dialog)
    press(document.body)
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('leaves Enter to what has the focus, and takes a held key once', async () => {
    const { run, press, dialog } = await openDialog()
    press(document.querySelector('.other'))
    press(dialog, { repeat: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('does nothing while the button cannot be pressed, or the dialog is closed', async () => {
    const disabled = await openDialog({ disabled: true })
    disabled.press(disabled.dialog)
    expect(disabled.run).not.toHaveBeenCalled()
    const closed = await openDialog({ open: false })
    closed.press(document.body)
    expect(closed.run).not.toHaveBeenCalled()
  })
})
