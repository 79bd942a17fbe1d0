import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import BaseInput from '../../../../src-renderer/ui/BaseInput.vue'

describe('BaseInput', () => {
  it('cuts nothing from a text that is too long: it is told, and its form is not sent', async () => {
    const field = mount(BaseInput, { props: { modelValue: 'AB', maxlength: 5 } })
    const input = field.get('input')
    expect([input.attributes('maxlength'), input.element.checkValidity()]).toEqual([undefined, true])
    await field.setProps({ modelValue: 'ABCDEFGH' })
    expect(input.element.value).toBe('ABCDEFGH')
    expect(field.get('[role="status"]').text()).toBe('8 of 5 characters')
    expect([input.attributes('aria-invalid'), input.element.checkValidity()]).toEqual(['true', false])
    await field.setProps({ modelValue: 'ABCDE' })
    expect([field.find('[role="status"]').exists(), input.element.checkValidity()]).toEqual([false, true])
  })
})
