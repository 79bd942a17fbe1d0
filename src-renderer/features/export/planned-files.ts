export interface PlannedFile {
  readonly name: string
  readonly what: string
  /** The columns a reader looks for first; empty where there are none. */
  readonly columns: string
}

/** Written beside the others where somebody asks for it. */
export const redcapFiles: PlannedFile = {
  name: 'redcap_dictionary.csv, redcap_records.csv, redcap_events.csv, …',
  what: 'A REDCap project: the data dictionary with every scale, the visits as events, and the records. redcap_setup.txt says how to make the project of them.',
  columns: 'Patient code, event, rater or pack, then covariates, scores, and estimates in forms of their own',
}

/** The same for data sets of brain imaging. */
export const bidsFiles: PlannedFile = {
  name: 'bids/participants.tsv, bids/phenotype/…',
  what: 'A data set in the form of the Brain Imaging Data Structure: patients, visits, and one table a scale, each with its dictionary. Estimates are in bids/derivatives.',
  columns:
    'Participant, session, run (one a rater), rater, synthetic, then the items and totals of the scale',
}

/** What an export writes, told before it is written. The result names the real files. */
export const plannedFiles: readonly PlannedFile[] = [
  {
    name: 'symptom_scores_long.csv',
    what: 'One row per patient, visit, scale, item and source: every rating, and every estimate of a model.',
    columns:
      'Patient code, visit, scale, item, score, range, source, rater or model, interval, n, provenance',
  },
  {
    name: 'symptom_scores_wide.csv',
    what: 'One row per patient, visit and source, a column per item and total, for statistics programs.',
    columns: 'Patient code, visit, date, source, then the items and totals of each scale',
  },
  {
    name: 'captions.csv',
    what: 'Every caption with its rater, its place in the video and where it came from.',
    columns: 'Patient code, visit, clip, rater, start, end, text, origin, synthetic',
  },
  {
    name: 'predictions.csv',
    what: 'What the pack and prompt set of the Library say of each clip: probability of each class and share of frames with a face.',
    columns: 'Patient code, visit, clip, prompt set, class, probability, faces, pack',
  },
  {
    name: 'validation.csv',
    what: 'How well each severity model did on patients it had not seen, with what is known to be wrong with each figure.',
    columns: 'Model, scale, item, statistic, value, interval, method, warning, n, penalty, pack',
  },
  {
    name: 'severity_checks.csv',
    what: 'Where there are severity models: learning curve, influence of each patient, errors by group, settings.',
    columns: 'Model, scale, item, check, what it is of, n, MAE, Q², mean error, method',
  },
  {
    name: 'read-in-R.R, read_in_python.py, read-in-SPSS.sps',
    what: 'Read every column right: codes such as 001 or 1E05 stay texts. For SPSS, tables with line breaks in a cell are written once more without, as captions_spss.csv.',
    columns: '',
  },
  {
    name: 'datapackage.json',
    what: 'Describes every column of the tables: meaning, unit, range and missing values.',
    columns: '',
  },
]
