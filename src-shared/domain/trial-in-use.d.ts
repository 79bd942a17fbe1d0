import type { EngineChoice, EngineReport, EngineTrial } from './engine.ts';
/**
 * The trial that predictions run by: the fastest that passed and that the user's choice allows. Null when there
 * is none. A device must be clearly faster, so that the choice does not hang on chance.
 */
export declare function trialInUse({ trials }: EngineReport, choice: EngineChoice): EngineTrial | null;
export declare function fitsChoice(trial: EngineTrial, { precision, provider }: Pick<EngineChoice, 'precision' | 'provider'>): boolean;
