import { commandCatalogue } from '#shared/commands/catalogue.ts'
import type { CommandId } from '#shared/commands/catalogue.ts'
import type { Removable } from '#shared/domain/removal.ts'
import { useCorrectionsStore } from '../stores/corrections.ts'
import type { AskedCorrection } from '../stores/corrections.ts'
import { useCovariatesStore } from '../stores/covariates.ts'
import { useLibraryStore } from '../stores/library.ts'
import { useRatersStore } from '../stores/raters.ts'
import { useRemovalsStore } from '../stores/removals.ts'
import { useStudyStore } from '../stores/study.ts'
import { useSubjectStore } from '../stores/subject.ts'
import { useCommands } from './use-commands.ts'

const nameOf = ({ patientCode, visitLabel }: { patientCode: string; visitLabel: string }): string =>
  `${patientCode} ${visitLabel}`

/** Correcting and deleting whom and what the screen is about. Each opens a dialog, which says what it will do. */
export function useCorrectionCommands(): void {
  const corrections = useCorrectionsStore()
  const covariates = useCovariatesStore()
  const library = useLibraryStore()
  const raters = useRatersStore()
  const removals = useRemovalsStore()
  const study = useStudyStore()
  const subject = useSubjectStore()

  /** A command about what `find` answers, told by its name; it cannot be carried out while there is none. */
  function about<Found>(
    id: CommandId,
    find: () => Found | null,
    { words, open }: { words: (found: Found) => string; open: (found: Found) => void },
  ): void {
    useCommands({
      [id]: {
        label: () => {
          const found = find()
          return found === null ? commandCatalogue[id].label : words(found)
        },
        when: () => study.summary?.lookOnly === false && find() !== null,
        run: () => {
          const found = find()
          if (found !== null) open(found)
        },
      },
    })
  }

  function correcting<Found>(
    id: CommandId,
    find: () => Found | null,
    { words, ask }: { words: (found: Found) => string; ask: (found: Found) => AskedCorrection },
  ): void {
    about(id, find, { words, open: (found) => (corrections.asked = ask(found)) })
  }

  function deleting<Found>(
    id: CommandId,
    find: () => Found | null,
    { name, what }: { name: (found: Found) => string; what: (found: Found) => Removable },
  ): void {
    const words = (found: Found): string => `Delete ${name(found)} for good…`
    about(id, find, { words, open: (found) => (removals.asked = what(found)) })
  }

  const patient = () => subject.patient
  const visit = () => subject.visit
  /** Where there is another one. */
  const oneOfSeveral = () => (corrections.codes.length > 1 ? subject.patient : null)

  correcting('patient.rename', patient, {
    words: ({ code }) => `Rename ${code}…`,
    ask: (found) => ({ kind: 'rename-patient', patient: found }),
  })
  correcting('patient.merge', oneOfSeveral, {
    words: ({ code }) => `Merge ${code} into another patient…`,
    ask: (found) => ({ kind: 'merge-patients', patient: found }),
  })
  correcting('visit.rename', visit, {
    words: (found) => `Rename ${nameOf(found)}…`,
    ask: (found) => ({ kind: 'rename-visit', visit: found }),
  })
  correcting('visit.date', visit, {
    words: (found) => `Change the date of ${nameOf(found)}…`,
    ask: (found) => ({ kind: 'date-visit', visit: found }),
  })
  correcting('visit.move', visit, {
    words: (found) => `Move ${nameOf(found)} to another patient…`,
    ask: (found) => ({ kind: 'move-visit', visit: found }),
  })
  const oneOfSeveralVisits = () => {
    const found = subject.visit
    const ofPatient = library.sessions.filter(({ patientId }) => patientId === found?.patientId)
    return ofPatient.length > 1 ? found : null
  }
  about('visit.covariates', visit, {
    words: (found) => `Sex, age, medication… of ${nameOf(found)}`,
    open: (found) => (covariates.asked = { visit: found, isNewKind: false }),
  })
  about('visit.merge', oneOfSeveralVisits, {
    words: (found) => `Merge ${nameOf(found)} into another visit…`,
    open: (found) => (corrections.askedMerge = { kind: 'visits', visit: found }),
  })
  correcting('rater.rename', () => subject.rater, {
    words: ({ code }) => `Rename rater ${code}…`,
    ask: (rater) => ({ kind: 'rename-rater', rater }),
  })
  about('rater.merge', () => (raters.raters.length > 1 ? subject.rater : null), {
    words: ({ code }) => `Merge rater ${code} into another…`,
    open: (rater) => (corrections.askedMerge = { kind: 'raters', rater }),
  })
  correcting('video.move', () => (corrections.visits.length > 1 ? subject.video : null), {
    words: ({ fileName }) => `Move ${fileName} to another visit…`,
    ask: ({ videoId, fileName, sessionId }) => ({
      kind: 'move-video',
      video: { videoId, fileName, sessionId },
    }),
  })
  deleting('clip.delete', () => subject.clip, {
    name: ({ ordinal }) => `clip ${String(ordinal)}`,
    what: ({ id }) => ({ kind: 'clip', id }),
  })
  deleting('video.delete', () => subject.video, {
    name: ({ fileName }) => fileName,
    what: ({ videoId }) => ({ kind: 'video', id: videoId }),
  })
  deleting('visit.delete', visit, { name: nameOf, what: ({ id }) => ({ kind: 'visit', id }) })
  deleting('patient.delete', patient, {
    name: ({ code }) => `patient ${code}`,
    what: ({ id }) => ({ kind: 'patient', id }),
  })
}
