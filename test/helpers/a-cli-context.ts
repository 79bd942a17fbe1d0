import type { CliContext } from '../../src-main/cli/cli-context.ts'
import type { TestStudy } from './a-study.ts'

/** Every command works on this study, whatever folder it is given, and looks into its inbox. */
export function aCliContext({ study, inbox }: TestStudy): CliContext {
  const use: CliContext['open'] = async (_, work) => work(study)
  return {
    path: () => inbox,
    create: (_folder, _title, work) => use('', work),
    open: use,
    read: use,
    openOrLook: use,
    backups: () => [],
    restore: () => null,
    run: async (_, given, start) => ({ result: await start(given.jobs).result, failures: [] }),
    appVersion: '0.1.0',
  }
}
