/** The parts of a copy for the player, in order. */
export const proxyStages = {
  checking: 'Checking the video',
  writing: 'Writing the copy',
} as const
