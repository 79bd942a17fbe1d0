export function missingSentence(fileName: string): string {
  return `${fileName} is not where it was when it was imported, or was changed since. Find the folder it moved to.`
}
