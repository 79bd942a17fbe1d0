import type { CommandTable } from './command-data.ts'

/** Found at once on the player: no list of commands to choose from gets clearer by them. */
const player = { context: 'player', inPalette: false } as const
const clipPlayer = { context: 'clip-player', inPalette: false } as const
const reviewPlayer = { context: 'review-player', inPalette: false } as const
const whileTyping = { ...reviewPlayer, typing: 'also' } as const
const review = { context: 'review' } as const
const caption = { context: 'caption', typing: 'only', fixed: true } as const

/** Of the player on Review, Cut and Rate, and of Review. */
export const reviewCommands = {
  'player.toggle': { ...player, label: 'Play or pause', keys: ['Space'] },
  'player.toggle-typing': { ...whileTyping, label: 'Play or pause while typing', keys: ['Alt+K'] },
  'player.reverse': { ...player, label: 'Play backwards', keys: ['J'] },
  'player.pause': { ...player, label: 'Pause', keys: ['K'] },
  'player.forward': { ...player, label: 'Play; again for double speed', keys: ['L'] },
  'player.next-frame': { ...player, label: 'One frame forward', keys: ['ArrowRight', '.'] },
  'player.previous-frame': { ...player, label: 'One frame back', keys: ['ArrowLeft', ','] },
  'player.next-frame-typing': {
    ...whileTyping,
    label: 'One frame forward while typing',
    keys: ['Alt+ArrowRight'],
  },
  'player.previous-frame-typing': {
    ...whileTyping,
    label: 'One frame back while typing',
    keys: ['Alt+ArrowLeft'],
  },
  'player.next-second': { ...player, label: 'One second forward', keys: ['Shift+ArrowRight'] },
  'player.previous-second': { ...player, label: 'One second back', keys: ['Shift+ArrowLeft'] },
  'player.start': { ...player, label: 'To the start', keys: ['Home'] },
  'player.end': { ...player, label: 'To the end', keys: ['End'] },
  'player.faster': { ...clipPlayer, label: 'Faster', keys: [']'] },
  'player.slower': { ...clipPlayer, label: 'Slower', keys: ['['] },
  'player.loop': { ...clipPlayer, label: 'Loop the clip', keys: ['Shift+L'] },
  'player.face': { ...reviewPlayer, label: 'Show or hide the face box', keys: ['F'] },

  'review.caption': { ...review, label: 'Write the caption', keys: ['C'] },
  'review.next': { ...review, label: 'Next clip', keys: ['N'] },
  'review.previous': { ...review, label: 'Previous clip', keys: ['P'] },
  'review.predict': { ...review, label: 'Predict this clip' },
  'review.rate': { ...review, label: 'Rate its session' },
  'review.library': { ...review, label: 'Show it in the Library' },

  'caption.save': { ...caption, label: 'Save the caption and go to the next clip', keys: ['Enter'] },
  'caption.new-line': { ...caption, label: 'New line in the caption', keys: ['Shift+Enter'] },
  'caption.leave': { ...caption, label: 'Leave the caption, saving it', keys: ['Escape'] },
} as const satisfies CommandTable
