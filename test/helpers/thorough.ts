/** Whether there is time for what other tests say as well; each that is left out names them. */
export const isThorough = process.env['EMOCLIP_THOROUGH'] === '1'

/**
 * How much a test does: the usual amount, or the full one when `EMOCLIP_THOROUGH=1` is set, for which there is no time
 * at every commit.
 */
export function thorough<Amount>(usual: Amount, full: Amount): Amount {
  return isThorough ? full : usual
}
