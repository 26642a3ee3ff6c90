// The shapes of xAPI 1.0.3 (Data, 2.4) that the player writes, no more.

/** Language tag to text. */
export type LanguageMap = { readonly [language: string]: string };

export type Extensions = { readonly [iri: string]: unknown };

/** As the launch gave it, after `readActor` took out what no agent has. */
export type Actor = { readonly [property: string]: unknown };

export interface InteractionComponent {
  readonly id: string;
  readonly description?: LanguageMap;
}

export interface ActivityDefinition {
  readonly name?: LanguageMap;
  readonly description?: LanguageMap;
  readonly type?: string;
  readonly interactionType?: "choice";
  readonly correctResponsesPattern?: readonly string[];
  readonly choices?: readonly InteractionComponent[];
  readonly extensions?: Extensions;
}

export interface Activity {
  readonly objectType?: "Activity";
  readonly id: string;
  readonly definition?: ActivityDefinition;
}

export interface Score {
  readonly scaled: number;
  readonly raw?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface Result {
  readonly score?: Score;
  readonly success?: boolean;
  readonly completion?: boolean;
  readonly response?: string;
  readonly duration?: string;
  readonly extensions?: Extensions;
}

export interface ContextActivities {
  readonly parent?: readonly Activity[];
  readonly grouping?: readonly Activity[];
  readonly category?: readonly Activity[];
  readonly other?: readonly Activity[];
}

export interface Context {
  readonly registration?: string;
  readonly contextActivities?: ContextActivities;
  readonly language?: string;
  readonly revision?: string;
  readonly platform?: string;
  readonly extensions?: Extensions;
}

export interface Statement {
  readonly id: string;
  readonly actor: Actor;
  readonly verb: { readonly id: string; readonly display: LanguageMap };
  readonly object: Activity;
  readonly result?: Result;
  readonly context: Context;
  /** ISO 8601 with its zone, when it happened. */
  readonly timestamp: string;
}
