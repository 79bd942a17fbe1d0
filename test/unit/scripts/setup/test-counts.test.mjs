import { describe, expect, it } from 'vitest'
import { countTests, summaryLine } from '../../../../scripts/setup/test-counts.mjs'

/** @param {Partial<import('../../../../scripts/setup/test-counts.mjs').VitestReport>} part */
const aReport = (part) => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: [],
  ...part,
})
const file = (/** @type {string} */ status, /** @type {string[]} */ ...assertions) => ({
  status,
  assertionResults: assertions.map((assertion) => ({ status: assertion })),
})

describe('countTests', () => {
  it('takes over the numbers of a run that went through', () => {
    expect(countTests(aReport({ numPendingTests: 2, numTodoTests: 1 }), 0)).toEqual({
      passed: 5,
      failed: 0,
      skipped: 3,
    })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [file('failed'), file('passed', 'passed')]
    expect(countTests(aReport({ testResults }), 1).failed).toBe(1)
  })

  it('counts a failed test once, not its file as well', () => {
    const testResults = [file('failed', 'passed', 'failed')]
    expect(countTests(aReport({ numFailedTests: 1, testResults }), 1).failed).toBe(1)
  })

  it('has a failure when the run failed and no test did', () => {
    expect(countTests(aReport({}), 1).failed).toBe(1)
  })

  it('has a failure when there is no report', () => {
    expect(countTests(null, 137)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('summaryLine', () => {
  it('names skipped tests only when there are any', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })
})
