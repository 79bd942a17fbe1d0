/** The screens of the program, in the order of the rail. */
export const screenNames = [
  'library',
  'cut',
  'people',
  'review',
  'rate',
  'analysis',
  'packs',
  'history',
  'settings',
] as const
export type ScreenName = (typeof screenNames)[number]

interface ContextData {
  /** Heading in the key sheet and in the settings. */
  readonly label: string
  /** Where its commands work. */
  readonly screens: readonly ScreenName[]
}

/** Where a command belongs. Several may hold at once: on Review those of the player, of the clip and of the caption box. */
export const commandContexts = {
  everywhere: { label: 'Everywhere', screens: screenNames },
  text: { label: 'Text', screens: screenNames },
  library: { label: 'Library', screens: ['library'] },
  player: { label: 'Player', screens: ['review', 'cut', 'rate'] },
  'clip-player': { label: 'Player', screens: ['review', 'rate'] },
  'review-player': { label: 'Player', screens: ['review'] },
  review: { label: 'Review', screens: ['review'] },
  caption: { label: 'Caption', screens: ['review'] },
  filmstrip: { label: 'Filmstrip', screens: ['cut'] },
  cut: { label: 'Cut', screens: ['cut'] },
  people: { label: 'People', screens: ['people'] },
  appearances: { label: 'Appearances', screens: ['people'] },
  rate: { label: 'Rate', screens: ['rate'] },
  history: { label: 'History', screens: ['history'] },
  chart: { label: 'Chart', screens: ['review', 'analysis'] },
} as const satisfies Readonly<Record<string, ContextData>>
export type CommandContext = keyof typeof commandContexts

/** Whether commands of both may be there on one screen. */
export function canMeet(one: CommandContext, other: CommandContext): boolean {
  const screens: readonly ScreenName[] = commandContexts[other].screens
  return commandContexts[one].screens.some((screen) => screens.includes(screen))
}
