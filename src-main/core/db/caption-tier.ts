/** The tier “Caption”, which every study has. */
export const CAPTION_TIER = {
  id: 1,
  uid: 'caption',
  spanKind: 'clip-or-interval',
  valueKind: 'text',
} as const

/** What follows FROM: captions with a text, by the index that holds no others. */
export const captionsWithText = `annotations WHERE tier_id = ${String(CAPTION_TIER.id)} AND text <> ''`
