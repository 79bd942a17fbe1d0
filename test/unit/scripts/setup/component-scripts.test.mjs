import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../../../scripts/setup/component-scripts.mjs'

describe('the script of a component', () => {
  it('has each line where the component has it', () => {
    const component =
      '<template>\n  <p>{{ x }}</p>\n</template>\n\n<script setup lang="ts">\nconst x = 1\n</script>\n'
    expect(scriptOf(component)).toBe('\n\n\n\n\nconst x = 1\n')
    expect(scriptOf('<template>\n  <p />\n</template>\n')).toBe('')
  })

  it('knows its type parameters after what it imports and exports', () => {
    const component = `<script setup lang="ts" generic="Row extends object">
import {
  ref,
} from 'vue'

export interface Line<Of> {
  of: Of
}

const row = ref<Row>()
</script>
`
    expect(scriptOf(component).split('\n')).toEqual([
      '',
      'import {',
      '  ref,',
      "} from 'vue'",
      '',
      'export interface Line<Of> {',
      '  of: Of',
      expect.stringMatching(
        /^\}; export function component<Row extends object>\(\) \{ \/\/ oxlint-disable-line /,
      ),
      '',
      'const row = ref<Row>()',
      '}',
      '',
    ])
  })
})
