import { expect, test } from 'vitest'
import type { EmbedEvent } from '#core/inference/host/client.ts'
import { createPortInference } from '#core/inference/host/port-client.ts'
import { createPortPair } from '#core/inference/host/port-pair.ts'
import { openGate } from '#core/async/pause-gate.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { AppError } from '#shared/errors.ts'
import { anEmbedding, aRequest, eventLog, onCpu } from '../../../../../helpers/inference-host.ts'

const running = () => ({ signal: new AbortController().signal, gate: openGate })
const crashed = new AppError('host-crashed', 'It ended.')

/** A client whose host is played by the test. */
function scripted() {
  const [port, host] = createPortPair()
  const sent: { type: string; id?: string }[] = []
  host.onMessage((message) => sent.push(message as { type: string; id?: string }))
  return { client: createPortInference(port), host, sent }
}

test('when the host is gone, open calls end after the events that had arrived', async () => {
  const { client, host, sent } = scripted()
  const { log, record } = eventLog()
  const job = client.embedClips(aRequest(1), record, running())
  await expect.poll(() => sent.length).toBe(1)
  host.postMessage({
    ...{ type: 'item', id: sent[0]?.id },
    item: { type: 'clip', embedding: anEmbedding(1), provider: 'cpu', damage: [] },
  })
  await expect.poll(() => log).toEqual(['clip 1'])
  const texts = client.embedTexts('/pack', ['a'], onCpu)
  const trial = client.tryEngine('/pack', onCpu)
  client.hostGone(crashed)
  await expect(job).rejects.toBe(crashed)
  await expect(texts).rejects.toBe(crashed)
  await expect(trial).rejects.toBe(crashed)
  await expect(client.embedTexts('/pack', ['a'], onCpu)).rejects.toBe(crashed)
})

test('a host that says something else than the protocol ends the calls with a clear error', async () => {
  const { client, host, sent } = scripted()
  const job = client.embedClips(aRequest(1), () => undefined, running())
  await expect.poll(() => sent.length).toBe(1)
  const embedding = { ...anEmbedding(1), frameTimes: [0] }
  const item = { type: 'clip', embedding, provider: 'cpu', damage: [] }
  host.postMessage({ type: 'item', id: sent[0]?.id, item })
  await expect(job).rejects.toMatchObject({ code: 'internal' })
})

test('a refused sentence crosses as a refusal, not as an error', async () => {
  const { client, host, sent } = scripted()
  const texts = client.embedTexts('/pack', ['A blue hat'], onCpu)
  await expect.poll(() => sent.length).toBe(1)
  const reading = { kind: 'refused', sentence: 'A blue hat', reason: 'Unknown words.' }
  const result = [{ reading, embedding: null, bias: 0 }]
  host.postMessage({ type: 'result', id: sent[0]?.id, kind: 'embed-texts', result })
  await expect(texts).resolves.toEqual([{ reading, embedding: null, bias: 0 }])
})

test('each result is acknowledged once it was handled, progress is not', async () => {
  const { client, host, sent } = scripted()
  const job = client.embedClips(aRequest(1), () => undefined, running())
  await expect.poll(() => sent.length).toBe(1)
  const id = sent[0]?.id
  host.postMessage({ type: 'progress', id, progress: { clipId: 1, fraction: 0.5 } })
  host.postMessage({ type: 'item', id, item: { type: 'problem', clipId: 1, code: 'no-face', message: 'x' } })
  host.postMessage({ type: 'result', id, kind: 'embed-clips', result: null })
  await job
  await expect.poll(() => sent.map(({ type }) => type)).toEqual(['request', 'taken'])
})

test('windows cross as typed arrays', async () => {
  const { client, host, sent } = scripted()
  const received: EmbedEvent[] = []
  const job = client.embedClips(aRequest(1), (event) => void received.push(event), running())
  await expect.poll(() => sent.length).toBe(1)
  const embedding = {
    ...anEmbedding(1),
    windowSpans: Float64Array.of(0, 500),
    windowEmbeddings: Float32Array.of(1, 2),
  }
  const id = sent[0]?.id
  host.postMessage({
    ...{ type: 'item', id },
    item: { type: 'clip', embedding, provider: 'cpu', damage: [] },
  })
  host.postMessage({ type: 'result', id, kind: 'embed-clips', result: null })
  await job
  expect(received).toEqual([{ type: 'clip', embedding, provider: 'cpu', damage: [] }])
})

test('a trial crosses as it was told, a refused one as well', async () => {
  const { client, host, sent } = scripted()
  const plan: EnginePlan = { provider: 'webgpu', precision: 'fp16', batch: 8, lanes: 1 }
  const asked = client.tryEngine('/pack', plan)
  await expect.poll(() => sent).toMatchObject([{ kind: 'try-engine', input: { packFolder: '/pack', plan } }])
  const trial = { ...plan, framesPerSecond: null, deviation: null, refusal: 'It cannot run this pack.' }
  host.postMessage({ type: 'result', id: sent[0]?.id, kind: 'try-engine', result: trial })
  await expect(asked).resolves.toEqual(trial)
})

test('an engine that fails to be tried is the host’s own error', async () => {
  const { client, host, sent } = scripted()
  const asked = client.tryEngine('/pack', onCpu)
  await expect.poll(() => sent.length).toBe(1)
  const id = sent[0]?.id
  host.postMessage({ type: 'error', id, code: 'pack-invalid', message: 'The pack is broken.' })
  await expect(asked).rejects.toMatchObject({ code: 'pack-invalid', message: 'The pack is broken.' })
})
