import { describe, expect, it } from 'vitest'
import { countTests, failedTests, summaryLine } from '../../../../scripts/setup/test-counts.mjs'

/** @param {Partial<import('../../../../scripts/setup/test-counts.mjs').VitestReport>} part */
const aReport = (part) => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: [],
  ...part,
})
const file = (/** @type {string} */ status, /** @type {string[]} */ ...assertions) => ({
  ...{ name: '/home/me/studio/test/a.test.ts', message: 'Cannot find it\nat all', status },
  assertionResults: assertions.map((assertion, index) => ({
    ...{ status: assertion, fullName: `keeps number ${index + 1}` },
    failureMessages: assertion === 'failed' ? ['\u001B[31mError: it is gone\u001B[39m\n    at a.ts:3'] : [],
  })),
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

describe('failedTests', () => {
  it('names the file, the test and what was wrong, without colours', () => {
    const testResults = [file('passed', 'passed'), file('failed', 'passed', 'failed')]
    expect(failedTests(aReport({ testResults }), '/home/me/studio')).toEqual([
      'test/a.test.ts > keeps number 2: Error: it is gone',
    ])
  })

  it('names a file that could not be loaded', () => {
    expect(failedTests(aReport({ testResults: [file('failed')] }), '/home/me/studio')).toEqual([
      'test/a.test.ts: Cannot find it',
    ])
  })

  it('has nothing to name without a report', () => {
    expect(failedTests(null, '/home/me/studio')).toEqual([])
  })
})

describe('summaryLine', () => {
  it('names skipped tests only when there are any', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })
})
