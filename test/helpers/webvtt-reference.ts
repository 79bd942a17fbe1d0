import { decodeHTML } from 'entities/decode'

export interface ReferenceCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/**
 * The W3C's WebVTT parser (https://www.w3.org/TR/webvtt1/, sections 6.1, 6.3 and 6.4), transcribed step by step and
 * character by character: slow, and right by comparison with the text of the recommendation.
 */
export function referenceCues(source: string): ReferenceCue[] | null {
  const input = source
    .replaceAll('\0', '\uFFFD')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/^\uFEFF/u, '')
  if (!input.startsWith('WEBVTT')) return null
  if (input.length > 6 && !' \t\n'.includes(input.charAt(6))) return null
  const state = { input, position: 6 }
  collect(state, (c) => c !== '\n')
  if (state.position >= input.length) return []
  state.position += 1
  if (state.position >= input.length) return []
  if (input.charAt(state.position) !== '\n') block(state, true)
  else state.position += 1
  collect(state, (c) => c === '\n')
  const cues: ReferenceCue[] = []
  while (state.position < input.length) {
    const cue = block(state, false)
    if (cue !== null) cues.push(cue)
    collect(state, (c) => c === '\n')
  }
  return cues
}

interface State {
  readonly input: string
  position: number
}

function collect(state: State, isOf: (c: string) => boolean): string {
  const start = state.position
  while (state.position < state.input.length && isOf(state.input.charAt(state.position))) state.position += 1
  return state.input.slice(start, state.position)
}

function block(state: State, inHeader: boolean): ReferenceCue | null {
  let lineCount = 0
  let previous = state.position
  let buffer = ''
  let seenArrow = false
  let cue: { startMs: number; endMs: number } | null = null
  for (;;) {
    const line = collect(state, (c) => c !== '\n')
    lineCount += 1
    const seenEof = state.position >= state.input.length
    if (!seenEof) state.position += 1
    if (line.includes('-->')) {
      if (!inHeader && (lineCount === 1 || (lineCount === 2 && !seenArrow))) {
        seenArrow = true
        previous = state.position
        cue = timings(line)
        buffer = ''
      } else {
        state.position = previous
        break
      }
    } else if (line === '') break
    else {
      if (buffer !== '') buffer += '\n'
      buffer += line
      previous = state.position
    }
    if (seenEof) break
  }
  return cue === null ? null : { ...cue, text: cueText(buffer) }
}

function timings(line: string): { startMs: number; endMs: number } | null {
  const state = { input: line, position: 0 }
  const isSpace = (c: string) => ' \t\f'.includes(c)
  collect(state, isSpace)
  const startMs = timestamp(state)
  if (startMs === null) return null
  collect(state, isSpace)
  if (!line.startsWith('-->', state.position)) return null
  state.position += 3
  collect(state, isSpace)
  const endMs = timestamp(state)
  return endMs === null ? null : { startMs, endMs }
}

function timestamp(state: State): number | null {
  const digits = () => collect(state, (c) => c >= '0' && c <= '9')
  const eat = (c: string) => {
    if (state.input.charAt(state.position) !== c) return false
    state.position += 1
    return true
  }
  const first = digits()
  if (first === '') return null
  let value1 = Number(first)
  const isHours = first.length !== 2 || value1 > 59
  if (!eat(':')) return null
  const second = digits()
  if (second.length !== 2) return null
  let value2 = Number(second)
  let value3: number
  if (isHours || state.input.charAt(state.position) === ':') {
    if (!eat(':')) return null
    const third = digits()
    if (third.length !== 2) return null
    value3 = Number(third)
  } else {
    value3 = value2
    value2 = value1
    value1 = 0
  }
  if (!eat('.')) return null
  const fourth = digits()
  if (fourth.length !== 3) return null
  if (value2 > 59 || value3 > 59) return null
  return ((value1 * 60 + value2) * 60 + value3) * 1000 + Number(fourth)
}

/** What the tokens of kind “string” say. */
function cueText(input: string): string {
  let position = 0
  let result = ''
  let data = ''
  let state = 'data'
  const flush = () => {
    result += decodeHTML(data)
    data = ''
  }
  for (;;) {
    const c = position < input.length ? input.charAt(position) : null
    position += 1
    switch (state) {
      case 'data':
        if (c === null) {
          flush()
          return result
        }
        if (c === '<') {
          flush()
          state = 'tag'
        } else data += c
        break
      case 'tag':
        if (c === null) return result
        if ('\t\n\f '.includes(c)) state = 'annotation'
        else if (c === '.') state = 'class'
        else if (c === '/') state = 'end'
        else if (c >= '0' && c <= '9') state = 'timestamp'
        else state = c === '>' ? 'data' : 'start'
        break
      case 'start':
      case 'class':
        if (c === null) return result
        if ('\t\n\f '.includes(c)) state = 'annotation'
        else if (c === '.') state = 'class'
        else if (c === '>') state = 'data'
        break
      default:
        if (c === null) return result
        if (c === '>') state = 'data'
    }
  }
}
