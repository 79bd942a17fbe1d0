import { describe, expect, test } from 'vitest'
import { whatElse } from '#core/packs/checkpoint/other-kinds.ts'
import { openBytes } from './open-bytes.ts'

const raw = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a file that is no checkpoint', () => {
  test.each([
    [
      'a note of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 605157884\n',
      /Git LFS/,
    ],
    ['a page', '<!DOCTYPE html><html><head><title>Virus scan warning</title>', /web page/],
    ['a page after white space', '\n\n<HTML lang="de">', /web page/],
    ['a page after a byte order mark', '\xef\xbb\xbf<html>', /web page/],
    ['a JSON text', '{"metadata": {}, "weight_map": {}}', /JSON text without weights/],
    ['a file of Keras', '\x89HDF\r\n\x1a\n', /Keras/],
    ['quantised weights', 'GGUF\x03\0\0\0', /GGUF/],
    ['an ONNX graph', '\x08\x08\x12\x07pytorch', /ONNX/],
    ['an archive', '\x1f\x8b\x08\0', /unpack it/],
    ['an old checkpoint', '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', /before 1\.6/],
    ['something else', 'weights: none', /^it is neither a PyTorch checkpoint nor a safetensors file$/],
    ['nothing', '', /^it is neither/],
  ])('is told what it is: %s', (_, start, clause) => {
    expect(whatElse(raw(start))).toMatch(clause)
  })

  test('is told by name, with the way out', async () => {
    const pointer = raw('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 605157884\n')
    await expect(openBytes(pointer, 'emoclip.pth')).rejects.toThrow(
      /^The checkpoint emoclip\.pth cannot be used: .*git lfs pull/,
    )
  })
})
