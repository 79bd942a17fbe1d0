import { createSquareSampler } from '#core/inference/processors/square-sampler.ts'
import { decodeDetections } from '#core/inference/postprocess/detections.ts'
const input={name:'image',layout:'NCHW',colour:'RGB',size:416,scale:255,mean:[.4,.4,.4],std:[1,1,1],resize:'bilinear-origin'} as any
const pic={width:640,height:360,rgb:new Uint8Array(640*360*3).map(()=>Math.random()*255)}
const s=createSquareSampler(input,'end'); const t=new Float32Array(s.length)
const f=createSquareSampler({...input,size:112},'both'); const ft=new Float32Array(f.length)
const cp=new Uint8Array(640*360*3)
const grid=new Float32Array(13*13*25).fill(-5)
function time(n:string,fn:()=>void){ for(let i=0;i<50;i++)fn(); const ts:number[]=[]; for(let i=0;i<200;i++){const a=performance.now();fn();ts.push(performance.now()-a)} ts.sort((a,b)=>a-b); console.log(n,'median',ts[100]!.toFixed(3),'min',ts[0]!.toFixed(3)) }
time('letterbox',()=>s.write(pic,{x:0,y:0,width:640,height:360},t,0))
time('crop',()=>f.write(pic,{x:200,y:50,width:230,height:250},ft,0))
time('copy',()=>cp.set(pic.rgb))
time('decode',()=>decodeDetections({grid,cells:13,anchors:[[1,1],[1,1],[1,1],[1,1],[1,1]],side:640,scoreThreshold:.4,iouThreshold:.4}))
