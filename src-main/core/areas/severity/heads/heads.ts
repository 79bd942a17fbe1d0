import type { HeadId } from '#shared/domain/head-kind.ts'
import { applyLinear } from '../linear.ts'
import { fitRidge, prepareRidge } from '../ridge.ts'
import { elasticNet } from './elastic-net.ts'
import { gaussianProcess } from './gaussian-process.ts'
import type { Head } from './head.ts'
import { mlp } from './mlp.ts'
import { pls } from './pls.ts'
import { refittedHead } from './refitted-head.ts'
import { smootherHead } from './smoother-head.ts'
import { svr } from './svr.ts'

export const heads: Readonly<Record<HeadId, Head>> = {
  ridge: smootherHead('ridge', {
    prepare: prepareRidge,
    finish: (prepared) =>
      fitRidge(prepared).map(({ lambda, weights }) => ({ settings: { penalty: lambda }, weights })),
    apply: ({ weights }, features) => applyLinear(weights, features),
  }),
  'elastic-net': refittedHead('elastic-net', elasticNet),
  pls: refittedHead('pls', pls),
  pls2: refittedHead('pls2', pls, { isJoint: true }),
  svr: refittedHead('svr', svr),
  mlp: refittedHead('mlp', mlp),
  'mlp-joint': refittedHead('mlp-joint', mlp, { isJoint: true }),
  gp: smootherHead('gp', gaussianProcess),
}
