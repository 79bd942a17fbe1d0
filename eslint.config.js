import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import { builtinRules } from 'eslint/use-at-your-own-risk'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import ts from 'typescript'
import { byFolder, everywhere, inScripts } from './lint-rules.js'
import { typeRules } from './oxlint.config.js'

// ESLint's own recommended set, read from the rules themselves: it spares one more package.
const recommended = Object.fromEntries(
  [...builtinRules].filter(([, rule]) => rule.meta.docs?.recommended).map(([name]) => [name, 'error']),
)

const typed = ['**/*.ts', '**/*.vue']

/**
 * Modules are linted by oxlint, in a fraction of the time: see oxlint.config.js, which has the rules that ask for types
 * with their options. In the gate ESLint has the components (scripts/setup/gates.mjs), of which oxlint knows the scripts
 * only. In the thorough run it has everything, with types, for the rule that oxlint lacks: that takes longer than all the
 * rest.
 */
const leftToOxlint = Object.fromEntries(
  Object.keys(typeRules).map((name) => [name.replace('typescript/', '@typescript-eslint/'), 'off']),
)
const isThorough = process.env['EMOCLIP_THOROUGH'] === '1'
const withoutTypes = isThorough ? [] : [{ files: typed, extends: [tseslint.configs.disableTypeChecked] }]

/**
 * What is linted of a component is its script. The compiler finds the same on the disk: another text would make
 * another program of each component that is linted, and all types would have to be found anew in it.
 */
const { readFile } = ts.sys
ts.sys.readFile = (path, encoding) => {
  const text = readFile(path, encoding)
  return path.endsWith('.vue') ? (/<script\b[^>]*>([^]*?)<\/script>/.exec(text ?? '')?.[1] ?? text) : text
}

export default defineConfig(
  { ignores: ['out/', 'demo/', 'node_modules/', 'resources/', 'test/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  { files: ['**/*.{js,mjs,ts,vue}'], rules: recommended },

  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        // The two configuration files at the top belong to no folder.
        projectService: { allowDefaultProject: ['electron.vite.config.ts', 'vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      // The compiler refuses every enum.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // The compiler knows every name; this rule knows neither DOM nor Node.
      'no-undef': 'off',
      ...everywhere,
      // Objects here come from factories whose methods use no `this`; taking one out is safe.
      '@typescript-eslint/unbound-method': 'off',
      // A method that needs no `await` may still be promised by the interface it implements.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.vue'], extends: [vue.configs['flat/recommended']] },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-literal'],
      'vue/no-v-html': 'error',
      // Imported everywhere, registered nowhere: neither is taken for an element of HTML.
      'vue/multi-word-component-names': ['error', { ignores: ['App', 'Pane', 'Stack'] }],
      // What a composable made may be handed down; its refs are there to be set.
      'vue/no-mutating-props': ['error', { shallowOnly: true }],
      'vue/max-attributes-per-line': 'off',
      // Optional props are `undefined` on purpose under exactOptionalPropertyTypes.
      'vue/require-default-prop': 'off',
    },
  },

  ...byFolder,
  { files: typed, rules: leftToOxlint },
  ...withoutTypes,

  {
    // Plain scripts: checked by the compiler (checkJs), linted without types.
    files: ['**/*.{js,mjs}'],
    rules: { 'no-undef': 'off', ...inScripts },
  },

  prettier,
)
