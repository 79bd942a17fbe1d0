import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { probePictures } from '#core/inference/engine/probe-pictures.ts'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import pkg from 'onnx-proto'; const { onnx } = pkg
import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
const folder=process.argv[2]!
const m=onnx.ModelProto.decode(readFileSync(join(folder,'visual.fp32.onnx')))
const nodes=m.graph!.node!
for(const n of nodes) console.log(n.opType,n.domain,n.input,n.output, (n.attribute??[]).map(a=>a.name+'='+JSON.stringify(a.ints?.length?a.ints.map(Number):a.i?Number(a.i):a.f)).join(' '))
const names=nodes.flatMap(n=>n.output!.filter(o=>o))
const have=new Set(m.graph!.output!.map(o=>o.name))
for(const o of names) if(!have.has(o)) m.graph!.output!.push(onnx.ValueInfoProto.create({name:o, type:{tensorType:{elemType:1}}}))
writeFileSync(join(folder,'zz.onnx'),onnx.ModelProto.encode(m).finish())
const t=new Tensor('float32',probePictures(1,224),[1,3,224,224])
const run=async(p:string)=>{const s=await InferenceSession.create(join(folder,'zz.onnx'),{executionProviders:[p],graphOptimizationLevel:'disabled',logSeverityLevel:3});return s.run({pixel_values:t})}
const [a,b]=[await run('webgpu'),await run('cpu')]
for(const n of names){const x=a[n]!,y=b[n]!; if(x.type!=='float32')continue; console.log(n,x.dims,distanceOf(x.data as Float32Array,y.data as Float32Array))}
