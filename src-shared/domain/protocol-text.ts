import { featureWords, headWords } from './head-kind.ts'
import { primaryWords, shortHash } from './protocol.ts'
import type { Protocol, ProtocolContent } from './protocol.ts'

/** One thing that a protocol says. */
export interface ProtocolLine {
  readonly name: string
  readonly text: string
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function criterion({ primary, test, items }: ProtocolContent): string {
  const interval =
    primary === 'q2'
      ? 'Q² is above 0'
      : `Q² is above 0 and the 95 % interval of ${primary === 'concordance' ? 'c lies above 0.5' : 'the gain lies above 0'}`
  const over = items.length === 1 ? '' : ', adjusted over all planned items,'
  return `An item is confirmed when its p${over} is at most ${String(test.alpha)} and ${interval}.`
}

/** All that it says, in order, in plain words; for the window, the report and a file. */
export function protocolLines({ content, sha256, amendedBy }: Protocol): ProtocolLine[] {
  const { scale, items, head, features, promptSet, pack, primary, test, ratings, amends } = content
  const before = content.fittedBefore
  const nameOf = (id: string): string => items.find((item) => item.id === id)?.name ?? id
  const lines: (ProtocolLine | null)[] = [
    content.question === '' ? null : { name: 'Question', text: content.question },
    { name: 'Scale', text: scale.title },
    {
      name: 'Items',
      text: items.map(({ name, min, max }) => `${name} (${String(min)} to ${String(max)})`).join('; '),
    },
    { name: 'Head', text: `${capital(headWords[head].title)}: ${headWords[head].choice}` },
    { name: 'Features', text: capital(featureWords[features].title) },
    promptSet === null
      ? null
      : {
          name: 'Prompts',
          text: `“${promptSet.name}”: ${promptSet.classes.map(({ label, sentence }) => `${label} (${sentence})`).join('; ')}`,
        },
    { name: 'Pack', text: `${pack.id} ${pack.version}, SHA-256 ${pack.sha256}` },
    { name: 'Primary statistic', text: `${primaryWords[primary]}, of patients that the model never saw` },
    {
      name: 'Test',
      text: `Of Q²: the ratings of whole patients exchanged ${String(test.permutations)} times through the whole procedure. ${criterion(content)}${items.length === 1 ? '' : ' Over items by the largest standardised Q² of each time (Westfall & Young, maxT).'}`,
    },
    {
      name: 'Ratings that count',
      text: `The mean over raters, or their consensus alone where there is one. ${ratings.unblinded ? 'Ratings made with estimates in view count, too.' : 'Ratings made with estimates in view are left out.'}`,
    },
    { name: 'Patients', text: `At least ${String(content.minPatients)} with a rating and a face` },
    amends === null
      ? null
      : {
          name: 'Amends',
          text: `Protocol ${String(amends.n)} (SHA-256 ${shortHash(amends.sha256)}): ${amends.reason}`,
        },
    amendedBy === null ? null : { name: 'Amended by', text: `Protocol ${String(amendedBy)}` },
    {
      name: 'Fitted before',
      text:
        before.length === 0
          ? 'Nothing: no model of a planned item had been fitted when it was frozen.'
          : before
              .map(({ itemId, startedUtc, applied }) => {
                const what = applied === true ? ', by a head of another study,' : ''
                return `${nameOf(itemId)}${what} on ${startedUtc.slice(0, 10)}`
              })
              .join('; '),
    },
    {
      name: 'Frozen',
      text: `${content.frozenUtc.slice(0, 10)} at ${content.frozenUtc.slice(11, 16)} (UTC) by ${content.frozenBy ?? 'somebody who had not said who they are'}`,
    },
    { name: 'SHA-256', text: sha256 },
  ]
  return lines.filter((line) => line !== null)
}

/** To be read by people, e.g. of an ethics board, or to be registered. */
export function protocolAsText(protocol: Protocol): string {
  const { content } = protocol
  const head = `Protocol ${String(content.n)}: ${content.title}`
  const lines = protocolLines(protocol).map(
    ({ name, text }) => `${name}\n    ${text.replaceAll('\n', '\n    ')}`,
  )
  const end = `Written by EmoCLIP Studio ${content.appVersion}. The hash is SHA-256 over "content" of the JSON file, in UTF-8, without spaces, the keys of every object in order of their characters.`
  return `${[`${head}\n${'='.repeat(head.length)}`, ...lines, end].join('\n\n')}\n`
}

/** To be kept, and checked against its hash. */
export function protocolAsJson({ content, sha256 }: Protocol): string {
  return `${JSON.stringify({ sha256, content }, null, 2)}\n`
}
