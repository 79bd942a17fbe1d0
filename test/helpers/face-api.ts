import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { manifestFileName, weightsFileName } from '../../scripts/tools/default-pack/face-api-weights.ts'

const packageFolder = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'))

/** What is used of the package, which brings no types that hold outside of a browser. */
interface FaceApi {
  readonly tf: {
    setBackend(name: string): Promise<boolean>
    ready(): Promise<void>
    tensor3d(data: Float32Array, shape: readonly number[]): object
    readonly io: { decodeWeights(bytes: ArrayBuffer, specifications: readonly object[]): object }
  }
  readonly NetInput: new (inputs: readonly object[]) => object
  readonly FaceRecognitionNet: new () => {
    loadFromWeightMap(weights: object): void
    forwardInput(input: object): { data(): Promise<Float32Array> }
  }
}

/**
 * The package that the weights come from, run by its own TensorFlow.js, which takes this process for a browser:
 * outside of one, it would ask for a package that is not installed.
 */
async function openFaceApi(): Promise<FaceApi> {
  const document = {}
  const context = createContext({
    ...{ document, window: { document, addEventListener: () => undefined }, self: {} },
    ...{ console, setTimeout, clearTimeout, performance, TextEncoder, TextDecoder },
    // Arrays are told by their constructors.
    ...{ Float32Array, Uint8Array, Int32Array, ArrayBuffer },
  })
  const source = readFileSync(join(packageFolder, 'dist', 'face-api.js'), 'utf8')
  const faceApi = runInContext(`${source};\nfaceapi`, context) as FaceApi
  await faceApi.tf.setBackend('cpu')
  await faceApi.tf.ready()
  return faceApi
}

/** The 128 numbers that face-api gives for a face of 150 x 150 pixels, as RGB grey levels row by row. */
export async function faceApiDescriptor(rgb: Float32Array): Promise<Float32Array> {
  const { tf, NetInput, FaceRecognitionNet } = await openFaceApi()
  const model = (name: string): Buffer => readFileSync(join(packageFolder, 'model', name))
  const groups = JSON.parse(model(manifestFileName('face_recognition')).toString('utf8')) as {
    weights: object[]
  }[]
  const bytes = Uint8Array.from(model(weightsFileName('face_recognition'))).buffer
  const net = new FaceRecognitionNet()
  net.loadFromWeightMap(
    tf.io.decodeWeights(
      bytes,
      groups.flatMap(({ weights }) => weights),
    ),
  )
  return net.forwardInput(new NetInput([tf.tensor3d(rgb, [150, 150, 3])])).data()
}
