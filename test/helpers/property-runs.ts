import { configureGlobal } from 'fast-check'

/** How many random cases a property is tried on, where it names no number of its own; loaded in thorough runs only. */
configureGlobal({ numRuns: 5000 })
