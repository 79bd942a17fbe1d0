/**
 * The rules that this project has of its own, for both linters: oxlint holds modules to them (oxlint.config.js), ESLint
 * components (eslint.config.js). Each block has files and rules under the names of ESLint; later blocks win.
 */

/**
 * The folder rules (see CONTRIBUTING.md). The compiler enforces what it can see by one tsconfig a folder; these
 * are the rest. For each folder: which import specifiers are refused. Later folders win, so the ones further in
 * repeat what holds for the ones around them.
 */
const refuse = (regex, message) => ({ regex, message })
const refuseValues = (regex, message) => ({ regex, message, allowTypeImports: true })

const network = refuse(
  '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)',
  'The program never talks to a network.',
)
const noElectron = refuse('^electron($|/)', 'Electron belongs to app, preload and workers only.')
const noWindowCode = refuse(
  'src-renderer|\\.vue$|^vue$|^pinia$',
  'Main-process code knows nothing of the window.',
)
const noRuntime = refuse(
  '^onnxruntime',
  'Only core/inference/onnx-runtime.ts loads the runtime, when its telemetry is off.',
)
const noOtherNative = [
  refuse('^better-sqlite3$', 'Only core/db opens SQLite; others get the connection from it.'),
  noRuntime,
]
const inward = (...folders) => `^\\.{1,2}/(.*/)?(${folders.join('|')})/|^#core/(${folders.join('|')})/`

const shellAsksServices = refuse(
  inward('db') + '|-repository\\.ts$',
  'The shell and the command line call services.',
)

const core = [
  network,
  noElectron,
  noWindowCode,
  refuse('^(\\.\\./)+(app|cli|workers|preload|index)(/|\\.|$)', 'Core knows nothing of who uses it.'),
  refuse('^#core/', 'Inside one tree, import by relative path.'),
]

/**
 * The rooms of core and which others each of them may use: who is not named is above it. Circles between files, types
 * included, are found by test/integration/layering.test.ts.
 */
const rooms = {
  async: [],
  faces: [],
  files: [],
  statistics: [],
  // Its first history is written by a migration.
  db: ['async', 'files', 'journal'],
  journal: ['async', 'db', 'files'],
  jobs: ['async', 'db'],
  media: ['async', 'files', 'jobs'],
  exchange: ['files'],
  'packs/onnx': ['files'],
  'packs/checkpoint': ['files'],
  packs: ['files'],
  inference: ['async', 'faces', 'files', 'jobs', 'media', 'packs', 'statistics'],
  'packs/build': ['async', 'files', 'inference', 'packs', 'packs/checkpoint', 'packs/onnx'],
}
const folderNames = [...new Set([...Object.keys(rooms).map((room) => room.split('/')[0]), 'areas'])]
const packParts = ['build', 'checkpoint', 'onnx']

/** What a room must not import: folders beside it, and parts of `packs`, which are rooms of their own. */
function beyond(room, uses) {
  const [folder, part] = room.split('/')
  const known = [folder, ...uses.map((name) => name.split('/')[0])]
  const others = folderNames.filter((name) => !known.includes(name))
  const mayUse = packParts.filter((name) => name === part || uses.includes(`packs/${name}`))
  const parts = packParts.filter((name) => !mayUse.includes(name)).join('|')
  const fromOutside = `^(\\.\\./)+(packs/)?(${parts})/`
  const fromPacks = `^\\./(${parts})/`
  const refused = [`^(\\.\\./)+(${others.join('|')})/`]
  if (folder === 'packs') refused.push(fromOutside, ...(part === undefined ? [fromPacks] : []))
  else if (parts !== '') refused.push(`^(\\.\\./)+packs/(${parts})/`)
  return refuse(
    refused.join('|'),
    `core/${room} may use ${uses.length === 0 ? 'no other room' : `only ${uses.join(', ')}`} of core.`,
  )
}

/** Exempt until the areas hold their own: repositories, which a service of another area may be given. */
const otherArea = refuse(
  '^\\.\\./(?!study/)[a-z]+/(?!service\\.ts$|[a-z-]+-repository\\.ts$)|/areas/',
  'Areas know each other through the types of service.ts; what several of them need is in areas/study.',
)

const folders = [
  {
    files: ['src-shared/**'],
    patterns: [
      refuse('^(?!zod$|\\.{1,2}/)', 'src-shared imports only itself and zod: it runs in all three runtimes.'),
      refuse(
        'src-main|src-renderer',
        'src-shared imports only itself and zod: it runs in all three runtimes.',
      ),
    ],
  },
  {
    // What a chart shows is the same in the window and in a report; what draws it is not here.
    files: ['src-shared/charts/**'],
    patterns: [
      refuse('^(?!zod$|echarts$|\\.{1,2}/)', 'Charts are made of what src-shared knows.'),
      refuseValues('^echarts$', 'A chart is described here; composables and reports draw it.'),
      refuse('src-main|src-renderer', 'src-shared imports only itself: it runs in all three runtimes.'),
    ],
  },
  {
    // The parts of the library that window and report both take in.
    files: ['src-shared/charts/chart-parts.ts'],
    patterns: [refuse('^(?!echarts/)', 'Only parts of ECharts are listed here.')],
  },
  { files: ['src-main/core/**'], patterns: [...core, ...noOtherNative] },
  ...Object.entries(rooms).map(([room, uses]) => ({
    files: [`src-main/core/${room}/**`],
    patterns: [...core, ...(room === 'db' ? [noRuntime] : noOtherNative), beyond(room, uses)],
  })),
  {
    files: [
      'src-main/core/inference/session/ort-session.ts',
      'src-main/core/inference/session/onnx-runtime.ts',
    ],
    patterns: [
      ...core,
      noOtherNative[0],
      { ...noRuntime, allowTypeImports: true },
      beyond('inference', rooms.inference),
    ],
  },
  {
    files: ['src-main/core/areas/**'],
    patterns: [
      ...core,
      refuseValues('^better-sqlite3$', 'Only core/db opens SQLite; others get the connection from it.'),
      noRuntime,
      // Transactions (db/sql.ts) and damaged values are a service's business; opening, migrating and SQL are not.
      refuseValues(
        '^(\\.\\./)+db/(?!(sql|stored-value)\\.ts$)',
        'services → repositories → db: ask a repository.',
      ),
      otherArea,
    ],
  },
  {
    files: ['src-main/core/areas/study/**'],
    // Copies of the study's file itself are made here.
    patterns: [
      ...core,
      refuseValues('^better-sqlite3$', 'Only core/db opens SQLite; others get the connection from it.'),
      noRuntime,
      otherArea,
    ],
  },
  {
    files: ['src-main/core/**/*-repository.ts'],
    patterns: [
      ...core,
      refuseValues('^better-sqlite3$', 'A repository is given its connection.'),
      noRuntime,
      refuseValues(
        '^\\.{1,2}/(?!(\\.\\./)*(db|async|journal)/)(?!([a-z]+/)?[a-z-]+-repository\\.ts$)(?!(.*/)?(inference|media|exchange|packs)/|(.*[/-])?service\\.ts$)',
        'Repositories know the database and nothing else, but for types; a service joins them with the rest.',
      ),
      refuse(
        '^\\.{1,2}/(.*/)?(inference|media|exchange|packs)/|(^|/|-)service\\.ts$',
        'Repositories know the database and nothing else; a service joins them with the rest.',
      ),
    ],
  },
  { files: ['src-main/index.ts'], patterns: [network, noWindowCode, ...noOtherNative] },
  {
    files: ['src-main/app/**'],
    patterns: [
      network,
      noWindowCode,
      ...noOtherNative,
      refuse('^(\\.\\./)+cli/', 'The shell and the command line do not know each other.'),
      shellAsksServices,
    ],
  },
  {
    // Everything here but these files must also run in plain Node, where it is tested.
    files: [
      'src-main/app/ipc/handlers/**',
      'src-main/app/ipc/dispatch.ts',
      'src-main/app/ipc/create-handlers.ts',
    ],
    patterns: [
      network,
      noWindowCode,
      noElectron,
      ...noOtherNative,
      refuse('^(\\.\\./)+cli/', 'The shell and the command line do not know each other.'),
      shellAsksServices,
    ],
  },
  {
    files: ['src-main/workers/**'],
    patterns: [
      network,
      noWindowCode,
      ...noOtherNative,
      refuse('^(\\.\\./)+(app|cli|preload)/', 'A worker knows core only.'),
      refuse(inward('areas', 'db'), 'A worker has no store.'),
    ],
  },
  {
    files: ['src-main/cli/**'],
    patterns: [
      network,
      noElectron,
      noWindowCode,
      ...noOtherNative,
      refuse('^(\\.\\./)+(app|workers|preload)/', 'The command line uses core, never the shell.'),
      shellAsksServices,
    ],
  },
  {
    files: ['src-main/preload/**'],
    patterns: [
      refuseValues('^(?!electron$)', 'The preload script imports types only: it runs in the sandbox.'),
    ],
  },
]

const programs = [{ files: ['scripts/**', 'test/**'], patterns: [noRuntime] }]

const forWindow = [
  refuse('^(node:|electron($|/)|better-sqlite3|onnxruntime|#core/)', 'The window never touches Node.'),
  refuse('src-main', 'The window knows src-shared and itself.'),
  refuse('^(\\.\\./)+src-shared/', 'Write #shared/….'),
]
const windowFolders = [
  { files: ['src-renderer/**'], patterns: forWindow },
  {
    files: ['src-renderer/features/**'],
    patterns: [...forWindow, refuseValues('^(\\.\\./)+api/', 'features → stores → api: ask a store.')],
  },
  {
    files: ['src-renderer/stores/**', 'src-renderer/api/**', 'src-renderer/composables/**'],
    patterns: [
      ...forWindow,
      refuse('^(\\.\\./)+(features|player|ui)/', 'features → player → stores → api, never back.'),
    ],
  },
  {
    files: ['src-renderer/player/**'],
    patterns: [
      ...forWindow,
      refuse('^(\\.\\./)+(features|timeline)/', 'Screens bring the player what they show; it knows none.'),
      refuse('^(\\.\\./)+api/', 'player → stores → api: ask a store.'),
    ],
  },
  {
    files: ['src-renderer/commands/**'],
    patterns: [
      ...forWindow,
      refuse('^(\\.\\./)+(features|api)/', 'A screen brings what its commands do; the list knows none.'),
    ],
  },
  {
    files: ['src-renderer/ui/**', 'src-renderer/charts/**', 'src-renderer/timeline/**'],
    patterns: [
      ...forWindow,
      refuse(
        '^(\\.\\./)+(features|stores|api)/|^(\\.\\./)+player/.*\\.vue$',
        'ui, charts and timeline are told everything; they ask nobody.',
      ),
    ],
  },
]

const folderRules = [...folders, ...programs, ...windowFolders].map(({ files, patterns }) => ({
  files: files.map((glob) => (glob.endsWith('**') ? `${glob}/*.{ts,vue}` : glob)),
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
}))

const restrictedSyntax = [
  {
    selector: "MemberExpression[property.name='openExternal']",
    message: 'The program opens no web page: a link would leave the machine.',
  },
  { selector: 'ExportAllDeclaration', message: 'No barrel files: import from where it is.' },
  {
    selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
    message: 'No default exports: a thing has one name.',
  },
  {
    selector: 'ImportExpression[source.value=/^(electron|better-sqlite3|onnxruntime-node|node:https?)/]',
    message: 'Import it statically, where the folder rules see it.',
  },
]
const noRequiredRuntime = {
  selector: 'CallExpression[arguments.0.value=/^onnxruntime/]',
  message: noRuntime.message,
}

const writtenByHand =
  'Use writeWhole of core/files/write-atomically.ts: a temporary name, flushed, renamed, cleared away.'
const mappedByHand = 'Use isDiskFull, tellsDiskFull and orDiskFull of core/files/os-errors.ts.'
const ownFileWork = [
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?fs/] ImportSpecifier[imported.name=/^rename(Sync)?$/]',
    message: writtenByHand,
  },
  { selector: 'MemberExpression[property.name=/^rename(Sync)?$/]', message: writtenByHand },
  { selector: 'Literal[value=/^(ENOSPC|EDQUOT|SQLITE_FULL)$/]', message: mappedByHand },
  { selector: 'Literal[regex.pattern=/no space left/i]', message: mappedByHand },
]

const globals = (names, message) => names.map((name) => ({ name, message }))

/** Of everything that has types. */
export const everywhere = {
  // `== null` means null and undefined, at once and on purpose.
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/max-params': ['error', { max: 3 }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
  ],
  'no-restricted-syntax': ['error', ...restrictedSyntax, noRequiredRuntime],
}

/** By folder. */
export const byFolder = [
  {
    files: ['src-main/**/*.ts'],
    ignores: [
      'src-main/core/files/*.ts',
      // These rename what is finished: log files in turn, and whole folders.
      'src-main/app/logger.ts',
      'src-main/core/packs/build/replace-folder.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax, noRequiredRuntime, ...ownFileWork] },
  },
  {
    files: ['src-main/core/inference/session/onnx-runtime.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax] },
  },

  {
    files: ['src-*/**/*.{ts,vue}'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },

  ...folderRules,

  {
    files: ['src-shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...globals(
          ['window', 'document', 'process', 'Buffer', 'fetch', 'setTimeout', 'setInterval', 'console'],
          'src-shared runs in all three runtimes and does nothing but compute.',
        ),
      ],
    },
  },
  {
    files: ['src-main/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...globals(['fetch', 'XMLHttpRequest', 'WebSocket'], 'The program never talks to a network.'),
        ...globals(['window', 'document'], 'There is no window here.'),
      ],
    },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...globals(['process', 'Buffer', 'require', '__dirname', 'global'], 'The window has no Node.'),
        ...globals(['fetch', 'XMLHttpRequest', 'WebSocket', 'localStorage'], 'Ask main, through a store.'),
      ],
      'no-restricted-syntax': [
        'error',
        ...restrictedSyntax,
        {
          selector: "MemberExpression[object.name='window'][property.name='bridge']",
          message: 'Only api/client.ts uses the bridge.',
        },
      ],
    },
  },
  {
    files: ['src-renderer/api/client.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax] },
  },
  {
    files: ['test/**/*.{ts,mjs}'],
    rules: {
      // The row of a table of cases may be long.
      '@typescript-eslint/max-params': 'off',
      // A test that gets nothing where it expects something fails there anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['test/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  // Vite asks for a default export.
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
]

/** Of plain scripts: the compiler checks them (checkJs), and no rule asks for types. */
export const inScripts = {
  eqeqeq: 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-restricted-imports': ['error', { patterns: [noRuntime] }],
  'no-restricted-syntax': ['error', noRequiredRuntime],
}
