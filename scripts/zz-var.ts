import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { openModels } from '#core/inference/pack-models.ts'
import { openOrtSession } from '#core/inference/ort-session.ts'
import { openWorkerSession } from '#core/inference/worker-session.ts'
const media = createMediaTools(await findFfmpeg({}))
const frames:any[]=[]
for await (const f of media.readFrames({file:'/work/shared/data/samples/WolfgangLanger_Pexels.mp4',startMs:0,endMs:8000,fps:5,maxFrames:1000,maxSide:960})) frames.push({...f,rgb:f.rgb.slice()})
async function* gen(){yield* frames}
const P={packFolder:'resources/models/face-api-7',facePackFolder:'resources/models/faces-tiny'}
const runs:any[]=[]; let rec=true
const r=await openModels({...P,openSession:async o=>{const s=await openOrtSession(o);return{...s,run:(i:any,out:any)=>{if(rec)runs.push({s,i:Object.fromEntries(Object.entries(i).map(([k,v]:any)=>[k,{data:v.data.slice(),dims:v.dims}])),out});return s.run(i,out)}}}})
await r.pipeline.embed(1,gen(),async()=>{}); rec=false
const inthread=await openModels({...P,openSession:openOrtSession})
const workers=await openModels({...P,openSession:openWorkerSession})
const mixed=await openModels({...P,openSession:o=>/landmarks/.test(o.file)?openOrtSession(o):openWorkerSession(o)})
const detonly=await openModels({...P,openSession:o=>/detector/.test(o.file)?openWorkerSession(o):openOrtSession(o)})
const tasks:Record<string,()=>Promise<any>>={bare:async()=>{for(const x of runs)await x.s.run(x.i,x.out)},inthread:()=>inthread.pipeline.embed(1,gen(),async()=>{}),workers:()=>workers.pipeline.embed(1,gen(),async()=>{}),mixed:()=>mixed.pipeline.embed(1,gen(),async()=>{}),detonly:()=>detonly.pipeline.embed(1,gen(),async()=>{})}
const t:Record<string,number[]>={},c:Record<string,number[]>={}
for(let k=0;k<6;k++) for(const [n,f] of Object.entries(tasks)){const u=process.cpuUsage(),s=performance.now();await f();const w=performance.now()-s,d=process.cpuUsage(u);if(k){(t[n]??=[]).push(w/frames.length);(c[n]??=[]).push((d.user+d.system)/1000/frames.length)}}
for(const n of Object.keys(t)){t[n]!.sort((a,b)=>a-b);c[n]!.sort((a,b)=>a-b);console.log(n.padEnd(9),'median',t[n]![2]!.toFixed(2),'min',t[n]![0]!.toFixed(2),'cpu',c[n]![2]!.toFixed(2))}
process.exit(0)
