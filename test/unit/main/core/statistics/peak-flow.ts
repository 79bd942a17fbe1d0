/**
 * Peak expiratory flow of 17 people in l/min, first readings of a Wright and a mini Wright meter: the data of
 * Bland & Altman, Lancet 1986; i: 307-310, table I.
 */
export const wrightMeter = [
  494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427,
]
export const miniMeter = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
