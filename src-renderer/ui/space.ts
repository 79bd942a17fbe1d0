/** Steps of the 4-px grid (`--space-1`) that may lie between and around things; halves for what belongs closely together. */
export type Space = 0 | 0.5 | 1 | 1.5 | 2 | 2.5 | 3 | 4 | 5 | 6 | 8 | 10

/** One of them on all sides, those above and below and those at the left and right, or each side as `padding` takes them. */
export type Spaces =
  | Space
  | readonly [block: Space, inline: Space]
  | readonly [top: Space, inline: Space, bottom: Space]
  | readonly [top: Space, right: Space, bottom: Space, left: Space]

/** One of them between all, or those between rows, then those between columns. */
export type Gaps = Space | readonly [rows: Space, columns: Space]

/** As a length of CSS; several of them one after another, as `padding` takes them. */
export function spaceLength(spaces: Spaces): string {
  const steps = typeof spaces === 'number' ? [spaces] : spaces
  return steps.map((step) => (step === 0 ? '0' : `calc(${String(step)} * var(--space-1))`)).join(' ')
}
