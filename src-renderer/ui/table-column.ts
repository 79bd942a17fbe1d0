/** A column of a `DataTable`; its cells come from the slot of the same `key`. */
export interface TableColumn {
  readonly key: string
  readonly label: string
  /** What the head says of it when pointed at. */
  readonly title?: string
  /** Numbers stand at the right, one figure below the other. */
  readonly isNumber?: boolean
  /** Its cells name their rows. */
  readonly namesRow?: boolean
  /** Takes the room that is left, and gives way first, down to `minPx`; what does not fit is cut short. */
  readonly minPx?: number
  /** Its head is for screen readers only, such as that of buttons. */
  readonly isHeadHidden?: boolean
}

/** What the rows of a table are put in order by; rows without a value come last, whichever way. */
export type SortValue = number | string | null
