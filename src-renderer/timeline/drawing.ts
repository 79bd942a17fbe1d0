/** A canvas to draw on, in CSS px; `scale` device px each. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly scale: number
  /** The value of a design token that holds at the canvas: `--accent`. */
  readonly token: (name: `--${string}`) => string
}

/** A part of a drawing from `top` on, `height` high. */
export interface Band {
  readonly top: number
  readonly height: number
}
