import type { HeadId } from '#shared/domain/head-kind.ts'
import { applyLinear } from '../linear.ts'
import { lambdaAt } from '../ridge-system.ts'
import { fitRidge, prepareRidge } from '../ridge.ts'
import { elasticNet } from './elastic-net.ts'
import { gaussianProcess } from './gaussian-process.ts'
import type { Head } from './head.ts'
import { mlp } from './mlp.ts'
import { pls } from './pls.ts'
import { refittedHead } from './refitted-head.ts'
import { smootherHead } from './smoother-head.ts'
import { svr } from './svr.ts'
import { refittedWithout, ridgeWithout } from './weights-without.ts'
import type { WeightsWithout } from './weights-without.ts'

export const heads: Readonly<Record<HeadId, Head>> = {
  ridge: smootherHead('ridge', {
    prepare: prepareRidge,
    finish: (prepared) =>
      fitRidge(prepared).map(({ lambda, weights }) => ({ settings: { penalty: lambda }, weights })),
    apply: ({ weights }, features) => applyLinear(weights, features),
    settingsOf: (step) => ({ penalty: lambdaAt(step) }),
    isOrdered: true,
  }),
  'elastic-net': refittedHead('elastic-net', elasticNet),
  pls: refittedHead('pls', pls),
  pls2: refittedHead('pls2', pls, { isJoint: true }),
  svr: refittedHead('svr', svr),
  mlp: refittedHead('mlp', mlp),
  'mlp-joint': refittedHead('mlp-joint', mlp, { isJoint: true }),
  gp: smootherHead('gp', gaussianProcess),
}

/** Of the heads whose estimates are sums of weights on the features. */
export const weightsWithout: Readonly<Partial<Record<HeadId, WeightsWithout>>> = {
  ridge: ridgeWithout,
  'elastic-net': refittedWithout(elasticNet),
  pls: refittedWithout(pls),
  svr: refittedWithout(svr),
}
