import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { openModels } from '#core/inference/pack-models.ts'
import { openWorkerSession } from '#core/inference/worker-session.ts'
const media = createMediaTools(await findFfmpeg({}))
const frames:any[]=[]
for await (const f of media.readFrames({file:'/work/shared/data/samples/WolfgangLanger_Pexels.mp4',startMs:0,endMs:19700,fps:5,maxFrames:1000,maxSide:960})) frames.push({...f,rgb:f.rgb.slice()})
const runs:any[]=[]
let rec=true, inRun=0, maxRun=0
const m=await openModels({packFolder:'resources/models/face-api-7',facePackFolder:'resources/models/faces-tiny',openSession:async o=>{const s=await openWorkerSession(o);return{...s,run:async(i:any,out:any)=>{if(rec)runs.push({s,i:Object.fromEntries(Object.entries(i).map(([k,v]:any)=>[k,{data:v.data.slice(),dims:v.dims}])),out});inRun++;maxRun=Math.max(maxRun,inRun);try{return await s.run(i,out)}finally{inRun--}}}}})
async function* gen(){yield* frames}
await m.pipeline.embed(1,gen(),async()=>{}); rec=false
async function measure(n:string,fn:()=>Promise<any>){ await fn(); const w:number[]=[],c:number[]=[]; for(let i=0;i<5;i++){const t=performance.now(),u=process.cpuUsage();await fn();const d=process.cpuUsage(u);w.push(performance.now()-t);c.push((d.user+d.system)/1000)} w.sort((a,b)=>a-b);c.sort((a,b)=>a-b); console.log(n,'wall',(w[2]!/frames.length).toFixed(2),'cpu',(c[2]!/frames.length).toFixed(2),'min wall',(w[0]!/frames.length).toFixed(2)) }
for(let k=0;k<2;k++){
await measure('bare',async()=>{for(const r of runs)await r.s.run(r.i,r.out)})
await measure('ours',()=>m.pipeline.embed(1,gen(),async()=>{}))
}
console.log('max concurrent',maxRun)
