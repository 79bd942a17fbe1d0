const MAX_SHOWN_CHARACTERS = 80

/**
 * What is wrong with a checkpoint, as a clause about "it". The readers know no file name: open-checkpoint.ts puts
 * it in front and makes the AppError.
 */
export class CheckpointFault extends Error {
  constructor(clause: string, options?: ErrorOptions) {
    super(clause, options)
    this.name = 'CheckpointFault'
  }
}

/** A name out of the file as a sentence shows it: marked as a name, short, without control characters. */
export function shownText(text: string): string {
  const plain = text.slice(0, MAX_SHOWN_CHARACTERS + 1).replaceAll(/\p{C}/gu, '�')
  return `\`${plain.length > MAX_SHOWN_CHARACTERS ? `${plain.slice(0, MAX_SHOWN_CHARACTERS - 1)}…` : plain}\``
}
