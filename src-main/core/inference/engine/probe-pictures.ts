import { createRandom } from '../../statistics/random.ts'

/**
 * Pictures to try nets on, the same on every machine: light and dark blobs with a little noise, in the range of
 * normalised pixels. Nearer to a face than noise alone. Float32[count * 3 * size * size]
 */
export function probePictures(count: number, size: number): Float32Array {
  const random = createRandom(1)
  const pixels = new Float32Array(count * 3 * size * size)
  for (let plane = 0; plane < count * 3; plane++) {
    const blobs = Array.from({ length: 6 }, () => ({
      x: random() * size,
      y: random() * size,
      radius: (0.1 + 0.3 * random()) * size,
      height: 3 * random() - 1.5,
    }))
    for (let i = 0; i < size * size; i++) {
      const [x, y] = [i % size, Math.floor(i / size)]
      let light = 0.2 * (random() - 0.5)
      for (const blob of blobs) {
        light += blob.height * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2)
      }
      pixels[plane * size * size + i] = light
    }
  }
  return pixels
}
