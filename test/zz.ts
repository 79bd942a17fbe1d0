import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { openOrtSession } from '#core/inference/ort-session.ts'
import { probePictures } from '#core/inference/engine/probe-pictures.ts'
import { join } from 'node:path'
const folder=process.argv[2]!, prec=process.argv[3]??'fp32'
async function run(provider:string, net:string, input:string, output:string, tensor:any, optimise=true){
  const s=await openOrtSession({file:join(folder,`${net}.${prec}.onnx`),provider,threads:1,optimise})
  const r=(await s.run({[input]:tensor},[output]))[output]!.data
  await s.dispose(); return r
}
const pics=probePictures(4,224)
for(const b of [1,2,4]){ const t={data:pics.slice(0,b*3*224*224),dims:[b,3,224,224]}
 for (const o of [true,false]) console.log('visual b',b,'opt',o,distanceOf(await run('webgpu','visual','pixel_values','frame_embeds',t,o),await run('cpu','visual','pixel_values','frame_embeds',t)))}
const fr=await run('cpu','visual','pixel_values','frame_embeds',{data:pics,dims:[4,3,224,224]})
const dim=fr.length/4
for (const n of [1,2,4]) { const t={data:fr.slice(0,n*dim),dims:[1,n,dim]}; for (const o of [true,false]) console.log('temporal',n,o,distanceOf(await run('webgpu','temporal','frame_embeds','video_embeds',t,o),await run('cpu','temporal','frame_embeds','video_embeds',t)))}
for (const ids of [[49406,320,3490,49407],[49406,49407],[49406,320,3490,320,3490,320,3490,320,3490,49407]]) { const t={data:Int32Array.from(ids),dims:[1,ids.length]}; for (const o of [true,false]) console.log('text',ids.length,o,distanceOf(await run('webgpu','text','input_ids','text_embeds',t,o),await run('cpu','text','input_ids','text_embeds',t)))}
