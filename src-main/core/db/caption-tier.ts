/** The tier “Caption”, which every study has. */
export const CAPTION_TIER = {
  id: 1,
  uid: 'caption',
  spanKind: 'clip-or-interval',
  valueKind: 'text',
} as const

/** A condition on a row of annotations: a caption with a text. */
export const isWrittenCaption = `tier_id = ${String(CAPTION_TIER.id)} AND text <> ''`

/** What follows FROM: captions with a text, by the index that holds no others. */
export const captionsWithText = `annotations WHERE ${isWrittenCaption}`
