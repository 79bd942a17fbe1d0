import type { Removable, RemovalCount } from '../../src-shared/domain/removal.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'

const backups = [
  { name: 'backups/study-2026-03-01.sqlite', madeUtc: '2026-03-01T08:12:00Z' },
  { name: 'backups/study-2026-02-27.sqlite', madeUtc: '2026-02-27T08:40:00Z' },
]

/** What main answers to corrections and removals: the fake study is changed as they say. */
export function removalHandlers(bridge: FakeBridge, more: { backups?: typeof backups } = {}): FakeHandlers {
  const study = () => bridge.study ?? { sessions: [], clips: [] }
  const within = ({ kind, id }: Removable) => {
    const sessionIds = new Set(
      study()
        .sessions.filter((session) => session[kind === 'patient' ? 'patientId' : 'id'] === id)
        .map((session) => session.id),
    )
    const isOfVisit = kind === 'patient' || kind === 'visit'
    const clips = study().clips.filter((clip) =>
      isOfVisit ? sessionIds.has(clip.sessionId) : clip[kind === 'video' ? 'videoId' : 'id'] === id,
    )
    return { sessionIds: isOfVisit ? sessionIds : new Set<number>(), clips }
  }
  const count = (what: Removable): RemovalCount => {
    const { sessionIds, clips } = within(what)
    const [first] = clips
    if (first === undefined) throw new AppError('not-found', `This ${what.kind} is not in the study.`)
    const { patientCode, visitLabel, fileName, ordinal } = first
    const visit = `${patientCode} ${visitLabel}`
    const names = {
      ...{ patient: patientCode, visit, video: `${visit}, ${fileName}` },
      clip: `${visit}, clip ${String(ordinal)}`,
    }
    const captions = clips.filter(({ captioned }) => captioned).length
    return {
      ...{ name: names[what.kind], patientCode, visits: sessionIds.size, clips: clips.length, captions },
      videos: what.kind === 'clip' ? 0 : new Set(clips.map(({ videoId }) => videoId)).size,
      ...{ copiedVideos: 1, captionRaters: 2, scores: 7 * sessionIds.size, scoreRaters: 1 },
      ...{ predictedClips: clips.length, faces: 4, estimates: 12, severityModels: 2, journalEntries: 31 },
      backups: more.backups ?? backups,
    }
  }
  return {
    'removal.count': ({ what }) => count(what),
    'removal.remove': ({ what, confirmed, deleteBackups }) => {
      const counted = count(what)
      if (confirmed !== counted.patientCode) throw new AppError('bad-request', 'Nothing was removed.')
      const { sessionIds, clips } = within(what)
      if (bridge.study !== null) {
        bridge.study.sessions = bridge.study.sessions.filter(({ id }) => !sessionIds.has(id))
        bridge.study.clips = bridge.study.clips.filter((clip) => !clips.includes(clip))
      }
      return { count: counted, finished: true, keptBackups: deleteBackups ? [] : counted.backups }
    },
    'correction.moveVideo': ({ videoId, sessionId }) => {
      const to = study().sessions.find(({ id }) => id === sessionId)
      if (bridge.study !== null && to !== undefined) {
        const { patientCode, visitLabel, visitDate } = to
        const visit = { sessionId, patientCode, visitLabel, visitDate }
        bridge.study.clips = bridge.study.clips.map((row) =>
          row.videoId === videoId ? { ...row, ...visit } : row,
        )
      }
      return null
    },
    'correction.renameRater': ({ from, to }) => {
      if (bridge.study !== null)
        bridge.study.raters = bridge.study.raters.map((rater) =>
          rater.code === from ? { ...rater, code: to } : rater,
        )
      return null
    },
    'correction.planMerge': () => ({
      ...{ videos: 0, captions: 12, annotations: 0, scores: 7, same: 3, differing: 2 },
      cells: ['caption of P001 baseline clip 1', 'score of P002 baseline, N1 Blunted affect'],
    }),
    'correction.merge': ({ what, whose }) => {
      if (whose === null) throw new AppError('conflict', 'Say whose counts there.')
      if (bridge.study !== null && what.kind === 'raters')
        bridge.study.raters = bridge.study.raters.filter(({ code }) => code !== what.from)
      if (bridge.study !== null && what.kind === 'visits')
        bridge.study.sessions = bridge.study.sessions.filter(({ id }) => id !== what.from)
      return null
    },
    'correction.correct': ({ patientCode, visitLabel, to }) => {
      const isMeant = (row: { patientCode: string; visitLabel: string }): boolean =>
        row.patientCode === patientCode && (visitLabel === null || row.visitLabel === visitLabel)
      const visits = study().sessions.filter(isMeant).length
      if (bridge.study !== null) {
        bridge.study.sessions = bridge.study.sessions.map((row) => (isMeant(row) ? { ...row, ...to } : row))
        bridge.study.clips = bridge.study.clips.map((row) => (isMeant(row) ? { ...row, ...to } : row))
      }
      return { visits }
    },
  }
}
