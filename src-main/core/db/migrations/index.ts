import type { Migration } from '../migrate.ts'
import { initial } from './0001-initial.ts'
import { windowsAndResume } from './0002-windows-and-resume.ts'
import { longVideosAndFaces } from './0003-long-videos-and-faces.ts'
import { honestStatistics } from './0004-honest-statistics.ts'
import { pixelAspect } from './0005-pixel-aspect.ts'
import { onePromptSet } from './0006-one-prompt-set.ts'
import { blindWork } from './0007-blind-work.ts'
import { partsOfVideos } from './0008-parts-of-videos.ts'
import { damagedRuns } from './0009-damaged-runs.ts'
import { journal } from './0010-journal.ts'
import { historyInJournal } from './0011-history-in-journal.ts'
import { cutsInJournal } from './0012-cuts-in-journal.ts'
import { peopleInJournal } from './0013-people-in-journal.ts'
import { removals } from './0014-removals.ts'
import { jobs } from './0015-jobs.ts'
import { history } from './0016-history.ts'
import { annotations } from './0017-annotations.ts'
import { raterUids } from './0018-rater-uids.ts'
import { takenBackVideos } from './0019-taken-back-videos.ts'
import { anchors } from './0020-anchors.ts'
import { covariates } from './0021-covariates.ts'
import { ratingDates } from './0022-rating-dates.ts'
import { heads } from './0023-heads.ts'
import { consensus } from './0024-consensus.ts'
import { protocols } from './0025-protocols.ts'
import { totals } from './0026-totals.ts'

/** In order, without gaps. A released migration is never edited. */
export const migrations: readonly Migration[] = [
  initial,
  windowsAndResume,
  longVideosAndFaces,
  honestStatistics,
  pixelAspect,
  onePromptSet,
  blindWork,
  partsOfVideos,
  damagedRuns,
  journal,
  historyInJournal,
  cutsInJournal,
  peopleInJournal,
  removals,
  jobs,
  history,
  annotations,
  raterUids,
  takenBackVideos,
  anchors,
  covariates,
  ratingDates,
  heads,
  consensus,
  protocols,
  totals,
]
