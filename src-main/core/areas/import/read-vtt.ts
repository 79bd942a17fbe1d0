import { basename } from 'node:path'
import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { visibleLine } from '#shared/visible-text.ts'
import { readEndings } from '../../exchange/vtt/caption-file-name.ts'
import type { CaptionFileEndings } from '../../exchange/vtt/caption-file-name.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { captionFileProblem } from '../../exchange/vtt/webvtt.ts'
import { shownName } from '../../files/shown-name.ts'
import { readTextFile } from './read-text-file.ts'
import { toNote, toRefusal } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import type { TextParser } from './text-parser.ts'
import type { FoundFile } from './walk-folder.ts'

/** Longer ones are no names. */
const MAX_NAME_LENGTH = 80

/** Reads the WebVTT files of one session, those first that say nothing but the name of their video. */
export async function readVttFiles(
  files: readonly FoundFile[],
  draft: SessionDraft,
  parser: TextParser,
): Promise<void> {
  const plainFirst = [...files].sort((a, b) => dotsIn(a) - dotsIn(b))
  const takenFrom = new Map<string, FoundFile>()
  for (const file of plainFirst) await readVttFile(file, { draft, parser, takenFrom })
}

function dotsIn({ path }: FoundFile): number {
  return basename(path).split('.').length
}

interface Reading {
  readonly draft: SessionDraft
  readonly parser: TextParser
  /** Files so far, by their video and rater. */
  readonly takenFrom: Map<string, FoundFile>
}

/** Puts the cues of one WebVTT file into the draft of its session. */
async function readVttFile(file: FoundFile, { draft, parser, takenFrom }: Reading): Promise<void> {
  const fileName = shownName(file.path)
  const refuse = (problem: Parameters<typeof toRefusal>[1]): ImportRefusal => toRefusal(file.shown, problem)
  const refuseWhole = (code: string, what: string) =>
    draft.refusedCaptions.push(refuse(readProblem({ fileName, line: null }, code, what)))
  const target = videoOf(file, draft)
  if (target.problem !== null) {
    refuseWhole('no-such-video', target.problem)
    return
  }
  const { video, language, names } = target
  const key = JSON.stringify([video, ...names])
  const earlier = takenFrom.get(key)
  if (earlier !== undefined && language !== null) {
    const what = `${shownName(earlier.path)} has captions of the same video, and a caption keeps no language: that one is taken.`
    refuseWhole(
      'conflict',
      `${what} Import one language, or name who wrote each, as in ${video}.AB.${language}.vtt.`,
    )
    return
  }
  takenFrom.set(key, file)
  const tooLarge = captionFileProblem(file.bytes, fileName)
  const read = tooLarge === null ? await readTextFile(file) : { bytes: null, problem: tooLarge }
  if (read.problem !== null) {
    draft.refusedCaptions.push(refuse(read.problem))
    return
  }
  const { rows, problems, notes = [] } = await parser.parse('vtt', { bytes: read.bytes, fileName })
  draft.refusedCaptions.push(...problems.map(refuse))
  if (language !== null) {
    const what = `“${language}” in the file’s name is a language, not a rater. Captions keep no language.`
    draft.notes.push(toNote(file.shown, readProblem({ fileName, line: null }, 'language', what)))
  }
  draft.notes.push(...notes.map((note) => toNote(file.shown, note)))
  for (const cue of rows) {
    const cueNames = [cue.voice, ...names].flatMap((name) => (name === null ? [] : nameIn(name)))
    draft.captions.push({
      video,
      raterCode: draft.defaultRater,
      ...(cueNames.length === 0 ? {} : { names: cueNames }),
      text: cue.text,
      startMs: cue.startMs,
      endMs: cue.endMs,
      mayBeWhole: true,
      clipSpan: null,
      synthetic: false,
      source: { file: file.shown, line: cue.line },
    })
  }
}

function nameIn(text: string): string[] {
  const name = visibleLine(text.normalize('NFC')).trim()
  return name === '' || name.length > MAX_NAME_LENGTH ? [] : [name]
}

type VttTarget = (CaptionFileEndings & { video: string; problem: null }) | { video: null; problem: string }

/** `a.mp4.vtt`, `a.vtt`, `a.AB.vtt` and `a.AB.en.vtt` belong to `a.mp4`: whatever stands behind the longest name that fits. */
function videoOf(file: FoundFile, draft: SessionDraft): VttTarget {
  const parts = basename(file.path).normalize('NFC').slice(0, -'.vtt'.length).split('.')
  const videos = draft.videos.map(({ fileName }) => fileName)
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join('.')
    const [video, second] = videos.filter((known) => same(known, name) || same(stemOf(known), name))
    if (video === undefined) continue
    if (second !== undefined) {
      const problem = `Both ${shownName(video)} and ${shownName(second)} could be meant. Name the file after the whole name of the video, like ${shownName(video)}.vtt.`
      return { video: null, problem }
    }
    return { video, ...readEndings(parts.slice(length)), problem: null }
  }
  return { video: null, problem: 'No video of this session has this name, so its captions have no clip.' }
}

function stemOf(fileName: string): string {
  return fileName.slice(0, fileName.lastIndexOf('.'))
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
