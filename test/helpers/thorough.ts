/**
 * How much a test does: the usual amount, or the full one when `EMOCLIP_THOROUGH=1` is set, for which there is no time
 * at every commit.
 */
export function thorough<Amount>(usual: Amount, full: Amount): Amount {
  return process.env['EMOCLIP_THOROUGH'] === '1' ? full : usual
}
