import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Two loadings that differ by less are one: without a second axis the order stays as it was. */
const NONE = 1e-9

function leading(correlations: readonly (readonly number[])[]): [number[], number[]] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(correlations.map((row) => [...row])),
    { assumeSymmetric: true },
  )
  const order = [...realEigenvalues.keys()].sort(
    (a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0),
  )
  const axis = (place: number): number[] => {
    const vector = eigenvectorMatrix.getColumn(order[place] ?? 0)
    // Either sign is an eigenvector: the one that most items load on positively, else that of the first item.
    const sum = vector.reduce((total, value) => total + value, 0)
    const lead = Math.abs(sum) > NONE ? sum : (vector.find((value) => Math.abs(value) > NONE) ?? 1)
    return lead < 0 ? vector.map((value) => -value) : vector
  }
  return [axis(0), axis(1)]
}

/**
 * Puts variables beside each other that go together: in the order of the angle of their loadings on the first two principal components, cut
 * where the gap is widest (Friendly, The American Statistician 2002; 56: 316-324). `correlations` is whole and symmetric, 0 where nothing is
 * known. Returns places, first to last.
 */
export function angularOrder(correlations: readonly (readonly number[])[]): number[] {
  const count = correlations.length
  const places = Array.from({ length: count }, (_, place) => place)
  if (count < 3) return places
  const [first, second] = leading(correlations)
  const angles = places.map((place) => Math.atan2(second[place] ?? 0, first[place] ?? 0))
  const turned = places.toSorted((a, b) => (angles[a] ?? 0) - (angles[b] ?? 0) || a - b)
  const gapBefore = (at: number): number => {
    const own = angles[turned[at] ?? 0] ?? 0
    const last = angles[turned[(at + count - 1) % count] ?? 0] ?? 0
    return at === 0 ? own - last + 2 * Math.PI : own - last
  }
  const cut = places.reduce((widest, at) => (gapBefore(at) > gapBefore(widest) + NONE ? at : widest), 0)
  return [...turned.slice(cut), ...turned.slice(0, cut)]
}
