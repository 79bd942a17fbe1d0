import type { Statistic } from '../../src-shared/domain/severity.ts'

export function aStatistic(value: number | null, changes: Partial<Statistic> = {}): Statistic {
  return {
    value,
    ciLow: value === null ? null : value - 0.2,
    ciHigh: value === null ? null : value + 0.2,
    level: value === null ? null : 0.95,
    nPatients: 10,
    nSessions: 20,
    method: 'bootstrap over patients',
    seed: value === null ? null : 1,
    warning: null,
    ...changes,
  }
}
