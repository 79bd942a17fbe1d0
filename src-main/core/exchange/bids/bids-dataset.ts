import type { ScoreData } from '../export-data.ts'
import type { ProjectFile } from '../project-file.ts'
import { createBidsLabels } from './bids-labels.ts'
import { participantFiles } from './bids-participants.ts'
import { DERIVATIVE, measureFiles } from './bids-ratings.ts'
import { jsonFile } from './bids-table.ts'

const BIDS_VERSION = '1.10.0'

function readme(title: string, { sessions, appVersion }: ScoreData, hasEstimates: boolean): string {
  return [
    title,
    '',
    `Ratings of patients who were filmed, exported by EmoCLIP Studio ${appVersion} as phenotypic and assessment data of the Brain Imaging Data Structure. The videos are not part of it.`,
    '',
    'phenotype/ has one table a scale, with one row for each visit and rater (run). What is missing is n/a; reasons that a rater gave stand in missing_reasons.',
    ...(hasEstimates
      ? [
          'derivatives/emoclip-estimates/ has what models estimate from the videos. These are never measurements: do not add them to the ratings.',
        ]
      : []),
    ...(sessions.some(({ synthetic }) => synthetic)
      ? [
          'Rows that are marked synthetic were made up for demonstration: do not report them as data of patients.',
        ]
      : []),
    'Clinical data of people: nothing here grants a licence to use or to share them.',
    '',
  ].join('\n')
}

/** A data set of patients, visits and ratings, in a folder of its own; estimates of models in one within it. */
export function bidsDataset(data: ScoreData, title: string): ProjectFile[] {
  const labels = createBidsLabels(data.sessions)
  const { rated, estimated } = measureFiles({ data, labels })
  const generated = [{ Name: 'EmoCLIP Studio', Version: data.appVersion }]
  const description = (DatasetType: 'raw' | 'derivative', Name: string) => ({
    ...{ Name, BIDSVersion: BIDS_VERSION, DatasetType, GeneratedBy: generated },
  })
  return [
    jsonFile(
      'bids/dataset_description.json',
      'What the data set is, in the form of the Brain Imaging Data Structure',
      description('raw', title),
    ),
    {
      ...{ name: 'bids/README', rows: null, description: 'What is in the data set, and what is not' },
      text: readme(title, data, estimated.length > 0),
    },
    ...participantFiles(data, labels),
    ...rated,
    ...(estimated.length === 0
      ? []
      : [
          jsonFile(`${DERIVATIVE}/dataset_description.json`, 'The same of the estimates, which stand apart', {
            ...description('derivative', `${title}: estimates of models, not measurements`),
            SourceDatasets: [{ URL: '../../' }],
          }),
          ...estimated,
        ]),
  ]
}
