import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { jobsContinueCommand, jobsListCommand, jobsLogCommand } from './commands/jobs.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `jobs …`: long work on a study, and what became of it. */
export function describeJobCommands(program: Command, carry: Carry): void {
  const jobs = program
    .command('jobs')
    .description('tell what became of long work on a study, and go on with it')
  jobs
    .command('list')
    .description('tell the work that the study knows, oldest first')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(jobsListCommand({ study })))
  jobs
    .command('log')
    .description('tell what became of one job, line by line')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--job <id>', 'the job, by the id that “jobs list” gives')
    .action((study: string, options: { job: string }) => carry(jobsLogCommand({ study, ...options })))
  jobs
    .command('continue')
    .description('go on with work that was cut off, where it was')
    .argument('<study>', 'the folder of the study')
    .option('--job <id>', 'the job, by the id that “jobs list” gives (default: the newest that was cut off)')
    .action((study: string, options: { job?: string }) => carry(jobsContinueCommand({ study, ...options })))
}
