import { defineStore } from 'pinia'
import type { CorrelationMatrix, CorrelationRequest } from '#shared/domain/correlation-matrix.ts'
import { request } from '../api/client.ts'

/** Correlations over patients; main keeps what it computed. */
export const useCorrelationsStore = defineStore('correlations', () => {
  function matrix(asked: CorrelationRequest): Promise<CorrelationMatrix> {
    return request('correlation.matrix', asked)
  }

  return { matrix }
})
