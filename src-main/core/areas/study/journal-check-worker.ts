/** The thread behind `journal-check.ts`. */
import { serveThreadCalls } from '../../async/thread-calls.ts'
import { journalCheckWorks } from './journal-check.ts'

serveThreadCalls(journalCheckWorks)
