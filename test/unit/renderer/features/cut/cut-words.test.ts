import { describe, expect, it } from 'vitest'
import type { CutClip, CutProposal } from '../../../../../src-shared/domain/cut.ts'
import { videoListRows, videosOf, searchVideos } from '../../../../../src-renderer/features/cut/cut-videos.ts'
import {
  clipWords,
  formatMark,
  proposalWords,
  replacedWords,
} from '../../../../../src-renderer/features/cut/cut-words.ts'
import { addInterview } from '../../../../helpers/fake-cut.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'

const clip: CutClip = {
  id: 1,
  startMs: 64_200,
  endMs: 76_600,
  origin: 'speech',
  excluded: false,
  captioned: true,
}

describe('what the Cut screen says', () => {
  it('names a clip by number, place, length and states', () => {
    expect(clipWords({ ...clip, excluded: true }, 7)).toBe('Clip 7, from 1:04.2, 12.4 s, captioned, excluded')
  })

  it('sums a proposal up', () => {
    const proposal: CutProposal = {
      videoId: 1,
      method: { kind: 'fixed', lengthMs: 10_000, strideMs: 10_000 },
      spans: [
        { startMs: 0, endMs: 10_000 },
        { startMs: 10_000, endMs: 18_000 },
      ],
      note: '',
    }
    expect(proposalWords(proposal)).toBe('2 clips, 9.0 s long on average, 18.0 s in all')
    expect(proposalWords({ ...proposal, spans: [] })).toBe('No clips')
  })

  it('warns of captions on clips that make way', () => {
    const plain = { ...clip, captioned: false }
    expect(replacedWords([plain])).toBe('The clip there now makes way. Undo brings everything back.')
    expect(replacedWords([clip, plain])).toContain('make way, 1 of them captioned.')
  })

  it('writes tenths only where they are told apart', () => {
    expect([formatMark(3_723_400, 1000), formatMark(4200, 500)]).toEqual(['1:02:03', '0:04.2'])
  })
})

describe('the list of videos', () => {
  const study = makeFakeStudy({ patients: 2 })
  addInterview(study, [
    { startMs: 0, endMs: 1000 },
    { startMs: 1000, endMs: 2000 },
  ])
  const videos = videosOf(study.clips)

  it('has each video once with the number of its clips, under its visit', () => {
    expect(videos[0]).toMatchObject({ fileName: 'interview.mp4', clips: 2 })
    const rows = videoListRows(videos)
    expect(rows.filter((row) => row.kind === 'session')).toHaveLength(4)
    expect(rows).toHaveLength(4 + 13)
  })

  it('is searched by patient, visit and file at once', () => {
    expect(searchVideos(videos, 'p001 inter').map((video) => video.fileName)).toEqual(['interview.mp4'])
    expect(searchVideos(videos, 'p002 inter')).toEqual([])
  })
})
