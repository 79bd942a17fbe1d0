/** Switches by which another program could look into this one or steer it, as Chromium and Node know them. */
const controls: readonly string[] = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'inspect',
  'inspect-brk',
  'inspect-brk-node',
  'inspect-port',
  'inspect-wait',
  'debug-port',
]

/**
 * Why the program does not start, in one sentence; null when nothing speaks against it. Whoever can start it could read
 * a study without it, too, but nobody shall find an open door into a running one.
 *
 * @param hasSwitch whether the program was started with this switch
 */
export function foreignControl(hasSwitch: (name: string) => boolean): string | null {
  const found = controls.find(hasSwitch)
  if (found === undefined) return null
  return `EmoCLIP Studio does not start with --${found}: by that another program could read what is on screen and in the study.`
}
