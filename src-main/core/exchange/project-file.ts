/** A file that another program takes as it is. */
export interface ProjectFile {
  /** Within the folder of the export, with `/` between folders. */
  readonly name: string
  readonly text: string
  /** Null where there are none. */
  readonly rows: number | null
  readonly description: string
}
