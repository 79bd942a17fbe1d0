import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { personRoles } from '#shared/domain/people.ts'
import type { PersonRole } from '#shared/domain/people.ts'
import type { CliContext } from './cli-context.ts'
import { peopleFindCommand, peopleListCommand, peopleRoleCommand } from './commands/people.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `people …`: who is in the videos, and who of them is the patient. */
export function describePeopleCommands(program: Command, carry: Carry): void {
  const people = program
    .command('people')
    .description('find the people in the videos, say who is the patient')
  people
    .command('find')
    .description('look for faces in every video that was not looked at yet, and propose the patients')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(peopleFindCommand({ study })))
  people
    .command('list')
    .description('tell who is in each session')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(peopleListCommand({ study })))
  people
    .command('role')
    .description('say who somebody is; predictions look at the patient only')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--person <id>', 'the person, by the number that “people list” gives', personNumber)
    .addOption(new Option('--role <role>', 'who it is').choices(personRoles).makeOptionMandatory())
    .action((study: string, options: { person: number; role: PersonRole }) =>
      carry(peopleRoleCommand({ study, ...options })),
    )
}

function personNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return Number(text)
}
