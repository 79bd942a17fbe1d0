import type { CommandTable } from './command-data.ts'

const everywhere = { context: 'everywhere' } as const
/** Keys with Ctrl that no text field knows. */
const alsoTyping = { ...everywhere, typing: 'also' } as const
/**
 * In a text field with its own history the keys belong to the text. Everywhere else the browser would change a field that
 * nobody is in.
 */
const history = { ...alsoTyping, inDialog: true, claimsKey: true } as const

export const everywhereCommands = {
  find: { ...alsoTyping, label: 'Search everything', keys: ['Ctrl+K'], inPalette: false },
  'go-library': { ...alsoTyping, label: 'Go to Library', keys: ['Ctrl+1'] },
  'go-cut': { ...alsoTyping, label: 'Go to Cut', keys: ['Ctrl+2'] },
  'go-people': { ...alsoTyping, label: 'Go to People', keys: ['Ctrl+3'] },
  'go-review': { ...alsoTyping, label: 'Go to Review', keys: ['Ctrl+4'] },
  'go-rate': { ...alsoTyping, label: 'Go to Rate', keys: ['Ctrl+5'] },
  'go-analysis': { ...alsoTyping, label: 'Go to Analysis', keys: ['Ctrl+6'] },
  'go-packs': { ...alsoTyping, label: 'Go to Packs', keys: ['Ctrl+7'] },
  'go-settings': { ...alsoTyping, label: 'Go to Settings', keys: ['Ctrl+8'] },
  'go-history': { ...alsoTyping, label: 'Go to History', keys: ['Ctrl+9'] },
  import: { ...everywhere, label: 'Import session folders…', keys: ['Ctrl+I'] },
  export: { ...everywhere, label: 'Export scores and captions…', keys: ['Ctrl+E'] },
  'score-grid': { ...alsoTyping, label: 'Score grid: type or paste scores of all visits', keys: ['Ctrl+G'] },
  'predict-all': { ...everywhere, label: 'Predict all clips' },
  'cut-video': { ...everywhere, label: 'Cut this video into clips' },
  'who-is-in-video': { ...everywhere, label: 'Who is in this video' },
  'find-people': { ...everywhere, label: 'Find the people in all sessions' },
  deidentify: { ...everywhere, label: 'De-identified copies of the selected clips…' },
  'show-jobs': { ...alsoTyping, label: 'Jobs: what runs and what ran', keys: ['Ctrl+J'] },
  'add-pack': { ...everywhere, label: 'Add a model pack…' },
  'change-rater': { ...alsoTyping, label: 'Change the rater…', keys: ['Ctrl+U'] },
  undo: { ...history, label: 'Undo', keys: ['Ctrl+Z'] },
  redo: { ...history, label: 'Redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  theme: { ...everywhere, label: 'Use the light or the dark theme' },
  shortcuts: { ...everywhere, label: 'Keyboard shortcuts', keys: ['?'] },
  'context-menu': {
    ...everywhere,
    label: 'Menu of what is selected',
    keys: ['ContextMenu', 'Shift+F10'],
    inDialog: true,
    inPalette: false,
  },
  'change-keys': { ...everywhere, label: 'Change the keys of commands…' },
  'open-study': { ...alsoTyping, label: 'Open another study…', keys: ['Ctrl+O'] },
  'close-study': { ...everywhere, label: 'Close this study' },
} as const satisfies CommandTable
