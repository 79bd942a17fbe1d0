import { Check } from '@lucide/vue'
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import BaseIcon from '../../../../src-renderer/ui/BaseIcon.vue'

describe('BaseIcon', () => {
  it('is decoration that screen readers pass over', () => {
    const picture = mount(BaseIcon, { props: { of: Check } }).get('svg')
    expect(picture.attributes('aria-hidden')).toBe('true')
    expect(picture.attributes('role')).toBeUndefined()
  })

  it('is a named image where it says something of its own', () => {
    const picture = mount(BaseIcon, { props: { of: Check, label: 'maps to' } }).get('svg')
    expect(picture.attributes('aria-hidden')).toBeUndefined()
    expect(picture.attributes('role')).toBe('img')
    expect(picture.attributes('aria-label')).toBe('maps to')
  })

  it('is nothing where there is no picture', () => {
    expect(
      mount(BaseIcon, { props: { of: undefined } })
        .find('svg')
        .exists(),
    ).toBe(false)
  })

  it('has the size and tone that it is asked for, and keeps a class of its place', () => {
    const picture = mount(BaseIcon, {
      props: { of: Check, size: 'xl', tone: 'warn' },
      attrs: { class: 'mark' },
    })
    expect(picture.get('svg').attributes()).toMatchObject({ width: '16', height: '16' })
    expect(picture.get('svg').classes()).toEqual(expect.arrayContaining(['is-warn', 'mark']))
  })
})
