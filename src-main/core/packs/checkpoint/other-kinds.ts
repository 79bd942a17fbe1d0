/** Files that are taken for a checkpoint and are something else: what they are, and the way out. */

interface OtherKind {
  /** As the file begins, in latin1. */
  readonly start: RegExp
  /** A clause about "it". */
  readonly clause: string
}

const kinds: readonly OtherKind[] = [
  {
    start: /^version https:\/\/git-lfs/,
    clause:
      'it is only a note of Git LFS of where the file lies; fetch the file itself, with `git lfs pull` or from the page that offers it',
  },
  {
    // A byte order mark and white space may come first.
    start: /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|\?xml)/i,
    clause:
      'it is a web page that was saved in place of the file; open the address in a browser, confirm the download there (a sign-in, or a warning for large files), and take the file that comes',
  },
  {
    start: /^\{/,
    clause:
      'it is a JSON text without weights; take the file beside it that ends in .safetensors, .pt or .bin',
  },
  { start: /^\x89HDF/, clause: 'it is a file of Keras or HDF5; only weights of PyTorch can be read' },
  {
    start: /^(?:GGUF|ggml)/,
    clause: 'it is a GGUF file of quantised weights; take the original weights of PyTorch or safetensors',
  },
  { start: /^\x93NUMPY/, clause: 'it is an array of NumPy, not the weights of a network' },
  // The version of the format, then who wrote it.
  {
    start: /^\p{Cc}{2}\p{Cc}.?(?:pytorch|tf2onnx|onnx)/u,
    clause: 'it is an ONNX graph; take the weights that it was made from',
  },
  {
    start: /^(?:\p{Cc}\x8b\p{Cc}|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ)/u,
    clause: 'it is a compressed archive; unpack it and take the file inside',
  },
  {
    // Protocol 2 and the first bytes of the number that every older file starts with.
    start: /^\x80\p{Cc}\x8a\nl\xfc/u,
    clause: 'it was saved in the format of PyTorch before 1.6; load and save it with a current one',
  },
]

/** So many bytes are enough to tell. */
export const TELLING_BYTES = 64

/** What the file is instead, as a clause about "it"; `start` are its first bytes. */
export function whatElse(start: Buffer): string {
  const text = start.toString('latin1')
  const known = kinds.find((kind) => kind.start.test(text))
  return known?.clause ?? 'it is neither a PyTorch checkpoint nor a safetensors file'
}
