import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { captionFileProblem } from '../../exchange/webvtt.ts'
import { shownName } from '../../files/shown-name.ts'
import { readTextFile } from './read-text-file.ts'
import { toNote, toRefusal } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import type { TextParser } from './text-parser.ts'
import type { FoundFile } from './walk-folder.ts'

/** Puts the cues of one WebVTT file into the draft of its session. */
export async function readVttFile(file: FoundFile, draft: SessionDraft, parser: TextParser): Promise<void> {
  const fileName = shownName(file.path)
  const refuse = (problem: Parameters<typeof toRefusal>[1]): ImportRefusal => toRefusal(file.shown, problem)
  const target = videoOf(file, draft)
  if (target.problem !== null) {
    draft.refusedCaptions.push(refuse(readProblem({ fileName, line: null }, 'no-such-video', target.problem)))
    return
  }
  const tooLarge = captionFileProblem(file.bytes, fileName)
  const read = tooLarge === null ? await readTextFile(file) : { bytes: null, problem: tooLarge }
  if (read.problem !== null) {
    draft.refusedCaptions.push(refuse(read.problem))
    return
  }
  const { rows, problems, notes = [] } = await parser.parse('vtt', { bytes: read.bytes, fileName })
  draft.refusedCaptions.push(...problems.map(refuse))
  draft.notes.push(...notes.map((note) => toNote(file.shown, note)))
  for (const cue of rows) {
    const voice = raterCodeSchema.safeParse(cue.voice?.normalize('NFC'))
    draft.captions.push({
      video: target.video,
      // A voice may also be a speaker with a full name: that is no rater code.
      raterCode: voice.success ? voice.data : (target.rater ?? draft.defaultRater),
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

type VttTarget =
  { video: string; rater: string | null; problem: null } | { video: null; rater: null; problem: string }

/** `a.mp4.vtt`, `a.vtt` and `a.AB.vtt` belong to `a.mp4`, the last one with rater AB. */
function videoOf(file: FoundFile, draft: SessionDraft): VttTarget {
  const name = (file.shown.split('/').at(-1) ?? '').normalize('NFC').slice(0, -'.vtt'.length)
  const videos = draft.videos.map(({ fileName }) => fileName)
  const fits = (candidate: string) =>
    videos.filter((video) => same(video, candidate) || same(stemOf(video), candidate))
  const dot = name.lastIndexOf('.')
  const withoutRater = dot > 0 ? fits(name.slice(0, dot)) : []
  const whole = fits(name)
  const [video, second] = whole.length > 0 ? whole : withoutRater
  if (video === undefined) {
    return {
      video: null,
      rater: null,
      problem: 'No video of this session has this name, so its captions have no clip.',
    }
  }
  if (second !== undefined) {
    const problem = `Both ${video} and ${second} could be meant. Name the file after the whole name of the video, like ${video}.vtt.`
    return { video: null, rater: null, problem }
  }
  return { video, rater: whole.length > 0 ? null : raterIn(name.slice(dot + 1)), problem: null }
}

function raterIn(text: string): string | null {
  const parsed = raterCodeSchema.safeParse(text)
  return parsed.success ? parsed.data : null
}

function stemOf(fileName: string): string {
  return fileName.slice(0, fileName.lastIndexOf('.'))
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
