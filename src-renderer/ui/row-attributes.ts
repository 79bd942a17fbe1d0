/** What a row's element carries besides what the list gives it. */
export interface RowAttributes {
  /** In the document, so that the list can say which row it stands on. */
  readonly id: string
  readonly title?: string
  readonly 'data-testid'?: string
  readonly 'data-clip-id'?: number
  readonly 'aria-label'?: string
  readonly 'aria-level'?: number
  readonly 'aria-expanded'?: boolean | undefined
}
