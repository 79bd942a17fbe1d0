import { isAbsolute } from 'node:path'

/** The study folder that `--study=<absolute path>` names; null without one. */
export function studyArgument(args: readonly string[]): string | null {
  const prefix = '--study='
  const folder = args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length) ?? ''
  return isAbsolute(folder) ? folder : null
}
