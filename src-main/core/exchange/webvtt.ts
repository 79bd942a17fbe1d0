import { captionTextSchema } from '#shared/domain/caption.ts'
import { quoted, readProblem } from './read-problem.ts'
import type { ReadProblem, ReadResult } from './read-problem.ts'
import { decodeUtf8 } from './utf8-text.ts'

export interface VttCue {
  /** Line of the cue's timing. */
  readonly line: number
  readonly startMs: number
  readonly endMs: number
  /** Without tags; entities resolved. */
  readonly text: string
  /** Name in the first voice tag, null without one. */
  readonly voice: string | null
}

const timing =
  /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)([.,])(\d{3})[ \t]+-->[ \t]+(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})(?:[ \t].*)?$/u
const voiceTag = /<v(?:\.[^\s>]*)?\s+([^>]+)>/u
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '\u200E',
  rlm: '\u200F',
}

/**
 * Reads the cues of a WebVTT file (W3C, https://www.w3.org/TR/webvtt1/). Notes, styles, regions and cue
 * settings are left out; a cue that cannot be read is a problem and the next one is read.
 */
export function readWebVtt(bytes: Buffer, fileName: string): ReadResult<VttCue> {
  const decoded = decodeUtf8(bytes, fileName)
  if (decoded.problem !== null) return { rows: [], problems: [decoded.problem] }
  const lines = decoded.text.split(/\r\n|\n|\r/)
  if (!/^WEBVTT(?:[ \t]|$)/u.test(lines[0] ?? '')) {
    const what = 'The file does not begin with “WEBVTT”, so it is not a WebVTT file.'
    return { rows: [], problems: [readProblem({ fileName, line: 1 }, 'bad-vtt', what)] }
  }
  const rows: VttCue[] = []
  const problems: ReadProblem[] = []
  for (const block of blocksOf(lines)) {
    const cue = readCue(block, fileName)
    if (cue === null) continue
    if ('code' in cue) problems.push(cue)
    else if (cue.text !== '') rows.push(cue)
  }
  return { rows, problems }
}

interface Block {
  /** 1-based line of the first of `lines`. */
  readonly line: number
  readonly lines: readonly string[]
}

/** Blocks are parted by blank lines; the first one is the header. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: { line: number; lines: string[] }[] = []
  lines.forEach((text, index) => {
    if (text.trim() === '') return
    const last = blocks.at(-1)
    if (last !== undefined && last.line + last.lines.length === index + 1) last.lines.push(text)
    else blocks.push({ line: index + 1, lines: [text] })
  })
  return blocks.slice(1)
}

function readCue(block: Block, fileName: string): VttCue | ReadProblem | null {
  const at = block.lines.findIndex((line) => line.includes('-->'))
  if (/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/u.test(block.lines[0] ?? '') && at !== 0) return null
  const line = block.line + Math.max(at, 0)
  const place = { fileName, line }
  if (at === -1) return readProblem(place, 'bad-vtt', 'A caption has no line with its times.')
  const match = timing.exec((block.lines[at] ?? '').trim())
  if (match === null) {
    const what = `${quoted((block.lines[at] ?? '').trim())} is not a time span like 00:01.000 --> 00:04.500.`
    return readProblem(place, 'bad-vtt', what)
  }
  if (match[4] === ',') {
    const what = 'The times have a decimal comma, as in SRT files; WebVTT writes 00:01.000 --> 00:04.500.'
    return readProblem(place, 'bad-vtt', what)
  }
  const startMs = toMs(match[1], match[2], match[3], match[5])
  const endMs = toMs(match[6], match[7], match[8], match[9])
  if (endMs <= startMs) return readProblem(place, 'bad-span', 'The caption ends before it begins.')
  const raw = block.lines.slice(at + 1).join('\n')
  const text = plainText(raw)
  if (!captionTextSchema.safeParse(text).success) {
    return readProblem(place, 'too-long', 'The caption is longer than 4,000 characters.')
  }
  return { line, startMs, endMs, text, voice: voiceTag.exec(raw)?.[1]?.trim() ?? null }
}

function toMs(...parts: (string | undefined)[]): number {
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = parts.map((part) => Number(part ?? 0))
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
}

function plainText(raw: string): string {
  return raw
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/&([a-z]+);/gu, (whole, name: string) => entities[name] ?? whole)
    .trim()
}
