/** The thread behind `statistics.ts`. */
import { serveThreadCalls } from '../../async/thread-calls.ts'
import { statisticsHere } from './statistics.ts'

serveThreadCalls(statisticsHere)
