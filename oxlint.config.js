import { byFolder, everywhere, inScripts } from './lint-rules.js'

const errors = (names) => Object.fromEntries(names.map((name) => [name, 'error']))

/** The rules that ask for types: of typescript-eslint's strict ones all but those that eslint.config.js switches off. */
export const typeRules = {
  ...errors([
    'typescript/await-thenable',
    'typescript/no-array-delete',
    'typescript/no-base-to-string',
    'typescript/no-deprecated',
    'typescript/no-duplicate-type-constituents',
    'typescript/no-floating-promises',
    'typescript/no-for-in-array',
    'typescript/no-generated-empty-object-type',
    'typescript/no-implied-eval',
    'typescript/no-meaningless-void-operator',
    'typescript/no-misused-promises',
    'typescript/no-mixed-enums',
    'typescript/no-redundant-type-constituents',
    'typescript/no-unnecessary-boolean-literal-compare',
    'typescript/no-unnecessary-condition',
    'typescript/no-unnecessary-template-expression',
    'typescript/no-unnecessary-type-arguments',
    'typescript/no-unnecessary-type-assertion',
    'typescript/no-unnecessary-type-conversion',
    'typescript/no-unnecessary-type-parameters',
    'typescript/no-unsafe-argument',
    'typescript/no-unsafe-assignment',
    'typescript/no-unsafe-call',
    'typescript/no-unsafe-enum-comparison',
    'typescript/no-unsafe-member-access',
    'typescript/no-unsafe-return',
    'typescript/no-unsafe-unary-minus',
    'typescript/no-useless-default-assignment',
    'typescript/only-throw-error',
    'typescript/prefer-reduce-type-parameter',
    'typescript/prefer-return-this-type',
    'typescript/related-getter-setter-pairs',
    'typescript/use-unknown-in-catch-callback-variable',
  ]),
  'typescript/no-confusing-void-expression': [
    'error',
    {
      ignoreArrowShorthand: true,
    },
  ],
  'typescript/no-misused-spread': [
    'error',
    {
      allow: ['string'],
    },
  ],
  'typescript/prefer-promise-reject-errors': [
    'error',
    {
      allowThrowingAny: true,
      allowThrowingUnknown: true,
    },
  ],
  'typescript/restrict-plus-operands': [
    'error',
    {
      allowAny: false,
      allowBoolean: false,
      allowNullish: false,
      allowNumberAndString: false,
      allowRegExp: false,
    },
  ],
  'typescript/restrict-template-expressions': [
    'error',
    {
      allowNumber: true,
    },
  ],
  'typescript/return-await': ['error', 'error-handling-correctness-only'],
  'typescript/switch-exhaustiveness-check': [
    'error',
    {
      considerDefaultExhaustiveForUnions: true,
    },
  ],
}

/** ESLint's recommended set. */
const recommended = errors([
  'for-direction',
  'no-async-promise-executor',
  'no-case-declarations',
  'no-compare-neg-zero',
  'no-cond-assign',
  'no-constant-binary-expression',
  'no-constant-condition',
  'no-control-regex',
  'no-debugger',
  'no-delete-var',
  'no-dupe-else-if',
  'no-duplicate-case',
  'no-empty',
  'no-empty-character-class',
  'no-empty-pattern',
  'no-empty-static-block',
  'no-ex-assign',
  'no-extra-boolean-cast',
  'no-fallthrough',
  'no-global-assign',
  'no-invalid-regexp',
  'no-irregular-whitespace',
  'no-loss-of-precision',
  'no-misleading-character-class',
  'no-nonoctal-decimal-escape',
  'no-prototype-builtins',
  'no-regex-spaces',
  'no-self-assign',
  'no-shadow-restricted-names',
  'no-sparse-arrays',
  'no-unassigned-vars',
  'no-unsafe-finally',
  'no-unsafe-optional-chaining',
  'no-unused-labels',
  'no-unused-private-class-members',
  'no-unused-vars',
  'no-useless-assignment',
  'no-useless-backreference',
  'no-useless-catch',
  'no-useless-escape',
  'preserve-caught-error',
  'require-yield',
  'use-isnan',
  'valid-typeof',
])

/** The rest of it: what the compiler says as well where it is asked. */
const inPlainScripts = errors([
  'constructor-super',
  'getter-return',
  'no-class-assign',
  'no-const-assign',
  'no-dupe-class-members',
  'no-dupe-keys',
  'no-func-assign',
  'no-import-assign',
  'no-new-native-nonconstructor',
  'no-obj-calls',
  'no-redeclare',
  'no-setter-return',
  'no-this-before-super',
  'no-unreachable',
  'no-unsafe-negation',
  'no-with',
])

/** Of typescript-eslint’s strict rules those that ask for no types. */
const strict = errors([
  'typescript/ban-ts-comment',
  'typescript/no-duplicate-enum-values',
  'typescript/no-dynamic-delete',
  'typescript/no-empty-object-type',
  'typescript/no-explicit-any',
  'typescript/no-extra-non-null-assertion',
  'typescript/no-extraneous-class',
  'typescript/no-invalid-void-type',
  'typescript/no-misused-new',
  'typescript/no-namespace',
  'typescript/no-non-null-asserted-nullish-coalescing',
  'typescript/no-non-null-asserted-optional-chain',
  'typescript/no-non-null-assertion',
  'typescript/no-require-imports',
  'typescript/no-this-alias',
  'typescript/no-unnecessary-type-constraint',
  'typescript/no-unsafe-declaration-merging',
  'typescript/no-unsafe-function-type',
  'typescript/no-wrapper-object-types',
  'typescript/prefer-as-const',
  'typescript/prefer-literal-enum-member',
  'typescript/prefer-namespace-keyword',
  'typescript/triple-slash-reference',
  'typescript/unified-signatures',
  'no-array-constructor',
  'no-unused-expressions',
  'no-useless-constructor',
  'no-var',
  'prefer-const',
  'prefer-rest-params',
  'prefer-spread',
])

/** Under these names oxlint has others, which know fewer regular expressions, or none: ESLint’s stand in lint-plugin.js. */
const ofEslint = /^(@typescript-eslint\/)?(?=no-restricted-(imports|syntax)$)/
/** What typescript-eslint does anew for types, oxlint’s plain rules know of. */
const plain = /^@typescript-eslint\/(?=(max-params|no-unused-vars)$)/

const named = (rules) =>
  Object.fromEntries(
    Object.entries(rules).map(([name, setting]) => [
      name.replace(ofEslint, 'own/').replace(plain, '').replace('@typescript-eslint/', 'typescript/'),
      setting,
    ]),
  )

/** Scripts of components, for the rules that ask for types (scripts/setup/component-scripts.mjs): ESLint has the rest. */
const components = ['**/*.vue.ts']

export default {
  plugins: ['typescript'],
  jsPlugins: [{ name: 'own', specifier: './lint-plugin.js' }],
  categories: { correctness: 'off' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/*.vue', 'out/', 'demo/', 'resources/', 'test/fixtures/'],
  overrides: [
    { files: ['**/*.ts'], rules: typeRules },
    { files: ['**/*.{js,mjs,ts}'], excludeFiles: components, rules: recommended },
    { files: ['**/*.ts'], excludeFiles: components, rules: { ...strict, ...named(everywhere) } },
    { files: ['**/*.{js,mjs}'], rules: { ...inPlainScripts, ...named(inScripts) } },
    ...byFolder.map(({ files, ignores, rules }) => ({
      files,
      ...(ignores === undefined ? {} : { excludeFiles: ignores }),
      rules: named(rules),
    })),
    {
      files: ['**/*.vue.ts', 'src-renderer/main.ts', 'test/unit/renderer/**'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
    {
      files: ['src-renderer/charts/**', 'src-shared/charts/**'],
      rules: {
        'typescript/no-misused-spread': 'off',
        'typescript/no-deprecated': 'off',
      },
    },
    {
      files: ['test/**'],
      rules: {
        'typescript/no-unsafe-assignment': 'off',
      },
    },
  ],
}
