/**
 * Our own list of English words for faces, and the labels they point at. Words that clinicians use for what a
 * face does are in it beside the names of feelings. Articles, pronouns and forms of "to be" are left out: the
 * reader skips them, so "corners mouth turned down" also finds "the corners of his mouth are turned down".
 */
import type { ExpressionLabel } from './expressions.ts'

interface ExpressionWords {
  readonly phrases: readonly string[]
  /** Sum to 1. */
  readonly shares: Partial<Record<ExpressionLabel, number>>
}

export const expressionWords: readonly ExpressionWords[] = [
  {
    phrases: [
      ...[
        'neutral',
        'neutrality',
        'calm',
        'calmly',
        'calmness',
        'composed',
        'relaxed',
        'serene',
        'impassive',
      ],
      ...[
        'unmoved',
        'expressionless',
        'emotionless',
        'affectless',
        'blank',
        'blunted',
        'flat affect',
        'flat',
      ],
      ...['no expression', 'without expression', 'no emotion', 'without emotion', 'lack expression'],
      ...[
        'no facial expression',
        'without facial expression',
        'absence expression',
        'lack facial expression',
      ],
      ...['lack emotion', 'at rest', 'resting', 'still face', 'straight face', 'poker face', 'unchanging'],
      ...['indifferent', 'indifference', 'mask like', 'unresponsive'],
    ],
    shares: { neutral: 1 },
  },
  {
    phrases: ['bored', 'boredom', 'tired', 'weary', 'apathetic', 'apathy'],
    shares: { neutral: 0.6, sad: 0.4 },
  },
  {
    phrases: [
      ...['happy', 'happily', 'happiness', 'joy', 'joyful', 'joyfully', 'joyous', 'cheerful', 'cheerfully'],
      ...['cheery', 'glad', 'gladly', 'delight', 'delighted', 'pleased', 'pleasure', 'content', 'contented'],
      ...['contentment', 'smile', 'smiles', 'smiled', 'smiling', 'grin', 'grins', 'grinned', 'grinning'],
      ...['laugh', 'laughs', 'laughed', 'laughing', 'laughter', 'chuckle', 'chuckles', 'chuckling', 'giggle'],
      ...['giggles', 'giggling', 'amused', 'amusement', 'beaming', 'elated', 'elation', 'euphoric', 'merry'],
      ...['enjoy', 'enjoys', 'enjoying', 'enjoyment', 'excited', 'excitement', 'enthusiastic', 'dimples'],
      ...['cheeks raised', 'raised cheeks', 'cheeks lifted', 'lifted cheeks', 'cheek raiser', "crow's feet"],
      ...['lip corners raised', 'raised lip corners', 'lip corners pulled up', 'lip corners up'],
      ...['lip corners go up', 'lip corner puller', 'corners mouth raised', 'corners mouth up'],
      ...['corners mouth pulled up', 'corners mouth turned up', 'mouth corners raised', 'mouth corners up'],
    ],
    shares: { happy: 1 },
  },
  {
    phrases: [
      ...[
        'sad',
        'sadly',
        'sadness',
        'saddened',
        'sorrow',
        'sorrowful',
        'unhappy',
        'unhappily',
        'unhappiness',
      ],
      ...['miserable', 'misery', 'grief', 'grieving', 'mourning', 'mournful', 'gloomy', 'gloom', 'downcast'],
      ...['dejected', 'dejection', 'depressed', 'depression', 'despondent', 'melancholy', 'melancholic'],
      ...['despair', 'despairing', 'hopeless', 'hopelessness', 'disappointed', 'disappointment', 'resigned'],
      ...['cry', 'cries', 'cried', 'crying', 'tear', 'tears', 'tearful', 'teary', 'weep', 'weeps', 'weeping'],
      ...['sob', 'sobs', 'sobbing', 'pout', 'pouts', 'pouting', 'crestfallen', 'lonely', 'heartbroken'],
      ...['lip corners down', 'lip corners turned down', 'lip corner depressor', 'drooping mouth'],
      ...[
        'corners mouth down',
        'corners mouth turned down',
        'corners mouth drawn down',
        'mouth corners down',
      ],
      ...['mouth turned down', 'downturned mouth', 'inner brows raised', 'raised inner brows', 'gaze drops'],
      ...['gaze lowered', 'lowered gaze', 'looks down', 'looking down', 'head hangs', 'drooping eyelids'],
    ],
    shares: { sad: 1 },
  },
  { phrases: ['frown', 'frowns', 'frowned', 'frowning'], shares: { sad: 0.5, angry: 0.5 } },
  { phrases: ['pain', 'painful', 'grimace', 'grimaces', 'suffering'], shares: { sad: 0.5, disgusted: 0.5 } },
  {
    phrases: [
      ...['angry', 'angrily', 'anger', 'mad', 'furious', 'fury', 'rage', 'raging', 'enraged', 'outraged'],
      ...[
        'annoyed',
        'annoyance',
        'irritated',
        'irritation',
        'irritable',
        'hostile',
        'hostility',
        'aggressive',
      ],
      ...['resentful', 'resentment', 'frustrated', 'frustration', 'scowl', 'scowls', 'scowling', 'glare'],
      ...['glares', 'glaring', 'shout', 'shouts', 'shouting', 'brow lowerer', 'brows lowered'],
      ...[
        'lowered brows',
        'eyebrows lowered',
        'lowered eyebrows',
        'brows pulled down',
        'brows drawn together',
      ],
      ...['eyebrows drawn together', 'furrowed brow', 'furrowed brows', 'knitted brows', 'clenched jaw'],
      ...[
        'jaw clenched',
        'clenched teeth',
        'teeth clenched',
        'gritted teeth',
        'pressed lips',
        'lips pressed',
      ],
      ...['tightened lips', 'lips tightened', 'tight lips', 'stare hard', 'hard stare'],
    ],
    shares: { angry: 1 },
  },
  { phrases: ['flared nostrils', 'nostrils flared'], shares: { angry: 0.6, disgusted: 0.4 } },
  {
    phrases: [
      ...['fear', 'fears', 'fearful', 'fearfully', 'afraid', 'scared', 'scary', 'frightened', 'fright'],
      ...['terrified', 'terror', 'horror', 'horrified', 'panic', 'panicked', 'panicking', 'anxious'],
      ...['anxiously', 'anxiety', 'worry', 'worried', 'worries', 'nervous', 'nervously', 'apprehensive'],
      ...['apprehension', 'dread', 'alarmed', 'threatened', 'trembling', 'trembles', 'lips stretched'],
      ...['stretched lips', 'lip stretcher', 'stretched mouth', 'mouth stretched', 'shrinks back'],
    ],
    shares: { fearful: 1 },
  },
  { phrases: ['tense', 'tensely', 'tension', 'strained'], shares: { fearful: 0.6, angry: 0.4 } },
  {
    phrases: [
      ...['wide open eyes', 'eyes wide open', 'wide eyes', 'eyes wide', 'widened eyes', 'eyes widened'],
      ...['eyes widen', 'wide eyed', 'upper lid raiser', 'staring eyes'],
    ],
    shares: { surprised: 0.5, fearful: 0.5 },
  },
  {
    phrases: [
      ...['disgust', 'disgusted', 'disgusting', 'repulsed', 'repulsion', 'repelled', 'revolted', 'revulsion'],
      ...['nausea', 'nauseated', 'sickened', 'distaste', 'aversion', 'loathing', 'foul smell', 'bad smell'],
      ...['nose wrinkled', 'wrinkled nose', 'wrinkles nose', 'nose wrinkler', 'nose wrinkles'],
      ...['scrunched nose', 'upper lip raised', 'raised upper lip', 'upper lip raiser', 'tongue out'],
    ],
    shares: { disgusted: 1 },
  },
  {
    phrases: [
      ...['contempt', 'contemptuous', 'scorn', 'scornful', 'disdain', 'disdainful', 'sneer', 'sneers'],
      ...['sneering', 'curled lip', 'lip curls'],
    ],
    shares: { disgusted: 0.6, angry: 0.4 },
  },
  {
    phrases: [
      ...['surprise', 'surprised', 'surprising', 'astonished', 'astonishment', 'amazed', 'amazement'],
      ...['shock', 'shocked', 'startle', 'startled', 'stunned', 'disbelief', 'gasp', 'gasps', 'gasping'],
      ...['eyebrows raised', 'raised eyebrows', 'brows raised', 'raised brows', 'brow raiser', 'brows go up'],
      ...['mouth open', 'open mouth', 'mouth falls open', 'open mouthed', 'jaw drops', 'jaw dropped'],
      ...['dropped jaw', 'jaw drop'],
    ],
    shares: { surprised: 1 },
  },
]
