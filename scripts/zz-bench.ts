import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { benchPrediction } from './bench/prediction.ts'
const media = createMediaTools(await findFfmpeg({}))
console.table(await benchPrediction({ modelsFolder:'resources/models', packId:'face-api-7', media, clip:{file:'/work/shared/data/samples/WolfgangLanger_Pexels.mp4',startMs:0,endMs:19700} }))
