import { captionLimitWords, captionTextSchema } from '#shared/domain/caption.ts'
import { createCueNotes } from './cue-notes.ts'
import type { CueNotes } from './cue-notes.ts'
import { readCueText } from './cue-text.ts'
import { readCueTimes } from './cue-times.ts'
import { quoted, readProblem } from '../read-problem.ts'
import type { ReadProblem, ReadResult } from '../read-problem.ts'
import { createTextLines } from './text-lines.ts'
import type { TextLines } from './text-lines.ts'
import { decodeUtf8 } from '../utf8-text.ts'

export interface VttCue {
  /** Line of the cue's timing. */
  readonly line: number
  readonly startMs: number
  readonly endMs: number
  /** Without tags; character references decoded. */
  readonly text: string
  /** Name in its voice tags; null without one, and where they name several. */
  readonly voice: string | null
}

/** Captions of a day of talk with the time of each word have less. */
const MAX_FILE_BYTES = 8 * 1024 * 1024
/** One every four seconds for a day. */
const MAX_CUES = 20_000
/** Of one caption with its tags: far above what its text may have. */
const MAX_RAW_LENGTH = 100_000
/** More of one kind help nobody; they are counted. */
const MAX_PROBLEMS = 100

/**
 * Reads the cues of a WebVTT file as browsers do (W3C, https://www.w3.org/TR/webvtt1/#file-parsing): a line with `-->`
 * begins a cue, a blank line ends one. Each line that belongs to no cue, note, style or region is a problem; what is
 * taken out of the texts is noted. Time and memory grow with the size of the file, which is limited.
 */
export function readWebVtt(bytes: Buffer, fileName: string): ReadResult<VttCue> {
  const refuse = (line: number | null, code: string, what: string): ReadResult<VttCue> => ({
    rows: [],
    problems: [readProblem({ fileName, line }, code, what)],
  })
  const tooLarge = captionFileProblem(bytes.length, fileName)
  if (tooLarge !== null) return { rows: [], problems: [tooLarge] }
  const decoded = decodeUtf8(bytes, fileName)
  if (decoded.problem !== null) return { rows: [], problems: [decoded.problem] }
  const lines = createTextLines(decoded.text)
  const signature = lines.next() ?? ''
  if (!/^WEBVTT(?:[ \t]|$)/u.test(signature)) {
    return refuse(1, 'bad-vtt', 'The file does not begin with “WEBVTT”, so it is not a WebVTT file.')
  }
  const reading = createReading(fileName)
  if (signature.includes('-->')) {
    const what = () => 'Times on the line of “WEBVTT” begin no caption. Put a line break before them.'
    reading.refuse(1, 'bad-vtt', what)
  }
  readHeader(lines, reading)
  while (!lines.isAtEnd() && reading.cues <= MAX_CUES) readBlock(lines, reading)
  if (reading.cues > MAX_CUES) {
    const what = `The file has more than ${MAX_CUES.toLocaleString('en')} captions.`
    return refuse(null, 'too-many', `${what} Divide it, one file for each video.`)
  }
  return { rows: reading.rows, problems: reading.problems(), notes: reading.notes.listed() }
}

/** Whether a file of captions is too large to be read at all. */
export function captionFileProblem(bytes: number, fileName: string): ReadProblem | null {
  if (bytes <= MAX_FILE_BYTES) return null
  const what = 'The file is larger than 8 MB, far more than the captions of one recording.'
  const place = { fileName, line: null }
  return readProblem(place, 'too-large', `${what} Export the captions alone, one file for each video.`)
}

interface Reading {
  readonly rows: VttCue[]
  readonly notes: CueNotes
  /** Lines with times so far, read or not. */
  cues: number
  /** `what` is asked for when it is told. */
  refuse(line: number, code: string, what: () => string): void
  problems(): ReadProblem[]
}

function createReading(fileName: string): Reading {
  const listed: ReadProblem[] = []
  let further = 0
  return {
    rows: [],
    notes: createCueNotes(fileName),
    cues: 0,
    refuse(line, code, what) {
      if (listed.length < MAX_PROBLEMS) listed.push(readProblem({ fileName, line }, code, what()))
      else further += 1
    },
    problems() {
      if (further === 0) return listed
      const what = `${further.toLocaleString('en')} more captions or blocks of text could not be read.`
      return [...listed, { ...readProblem({ fileName, line: null }, 'bad-vtt', what), count: further }]
    },
  }
}

/** Key and value pairs that players may need; captions do not. */
function readHeader(lines: TextLines, { notes }: Reading): void {
  for (let line = lines.next(); line !== null && line !== ''; line = lines.next()) {
    if (line.includes('-->')) {
      lines.back()
      return
    }
    if (line.startsWith('X-TIMESTAMP-MAP')) notes.shift(lines.number())
    else if (!/^[\w-]+[ \t]*[:=]/u.test(line)) notes.header(lines.number(), line)
  }
}

/** One block of the W3C's algorithm: all up to a blank line, or to the times of a further cue. */
function readBlock(lines: TextLines, reading: Reading): void {
  const first = lines.next()
  if (first === null || first === '') return
  const firstLine = lines.number()
  if (first.includes('-->')) {
    readCue(lines, first, reading)
    return
  }
  const second = lines.next()
  if (second?.includes('-->') === true) {
    // The line above is the name of the cue.
    readCue(lines, second, reading)
    return
  }
  let last = second
  while (last !== null && last !== '' && !last.includes('-->')) last = lines.next()
  if (last?.includes('-->') === true) lines.back()
  if (!/^(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$)/u.test(first)) {
    reading.refuse(firstLine, 'bad-vtt', () => `${quoted(first)}: A caption has no line with its times.`)
  }
}

function readCue(lines: TextLines, timing: string, reading: Reading): void {
  reading.cues += 1
  const line = lines.number()
  const textLines = linesOfCue(lines, reading.notes)
  const { times, problem } = readCueTimes(timing, '.')
  if (times === null) {
    reading.refuse(line, 'bad-vtt', () => `${quoted(timing.slice(0, 200).trim())} ${problem}`)
    return
  }
  if (times.endMs <= times.startMs) {
    reading.refuse(line, 'bad-span', () => 'The caption ends before it begins.')
    return
  }
  const raw = textLines.join('\n')
  if (raw.length > MAX_RAW_LENGTH) {
    reading.refuse(line, 'too-long', () => 'The caption with its tags is longer than 100,000 characters.')
    return
  }
  const { text: whole, ...taken } = readCueText(raw.replaceAll('\0', '\uFFFD'))
  const text = whole.trim()
  reading.notes.taken(line, taken)
  if (text === '') reading.notes.empty(line)
  else if (captionTextSchema.safeParse(text).success) {
    const voice = taken.voices.length === 1 ? (taken.voices[0] ?? null) : null
    reading.rows.push({ line, ...times, text, voice })
  } else reading.refuse(line, 'too-long', () => `The caption is longer than ${captionLimitWords}.`)
}

function linesOfCue(lines: TextLines, notes: CueNotes): string[] {
  const texts: string[] = []
  for (let line = lines.next(); line !== null && line !== ''; line = lines.next()) {
    if (line.includes('-->')) {
      lines.back()
      const last = texts.at(-1)
      if (last !== undefined) notes.joined(lines.number(), last)
      break
    }
    texts.push(line)
  }
  return texts
}
