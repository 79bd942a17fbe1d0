import { z } from 'zod'
import { patientCodeSchema } from '#shared/domain/patient.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { isoDateSchema, visitLabelSchema } from '#shared/domain/session.ts'
import { readProblem } from './read-problem.ts'
import type { ReadProblem } from './read-problem.ts'
import { decodeUtf8 } from './utf8-text.ts'

const versionSchema = z.object({ formatVersion: z.number() })

const sessionFileSchema = z.strictObject({
  formatVersion: z.literal(1),
  patient: patientCodeSchema.optional(),
  visit: visitLabelSchema.optional(),
  date: isoDateSchema.optional(),
  rater: raterCodeSchema.optional(),
  synthetic: z.boolean().default(false),
})
export type SessionFile = z.infer<typeof sessionFileSchema>

export type SessionFileReading =
  { session: SessionFile; problem: null } | { session: null; problem: ReadProblem }

/** Reads `session.json` of format 1; docs/session-folder.md describes it. */
export function readSessionJson(bytes: Buffer, fileName: string): SessionFileReading {
  const refuse = (code: string, what: string): SessionFileReading => ({
    session: null,
    problem: readProblem({ fileName, line: null }, code, what),
  })
  const decoded = decodeUtf8(bytes, fileName)
  if (decoded.problem !== null) return { session: null, problem: decoded.problem }
  let data: unknown
  try {
    data = JSON.parse(decoded.text)
  } catch {
    return refuse('bad-json', 'The file is not valid JSON.')
  }
  const version = versionSchema.safeParse(data)
  if (!version.success) return refuse('bad-json', 'The key “formatVersion” with the number 1 is missing.')
  if (version.data.formatVersion !== 1) {
    const found = String(version.data.formatVersion)
    return refuse('newer-format', `The file has format ${found}; this program reads format 1.`)
  }
  const parsed = sessionFileSchema.safeParse(data)
  return parsed.success
    ? { session: parsed.data, problem: null }
    : refuse('bad-json', firstIssue(parsed.error))
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    return `The key “${issue.keys[0] ?? ''}” is not known; known are patient, visit, date, rater and synthetic.`
  }
  if (issue?.path[0] === 'date') return 'The date must be a day of the calendar, written like 2024-05-03.'
  return `The key “${String(issue?.path[0] ?? '')}” does not fit: ${issue?.message ?? 'unknown reason'}`
}
