/** Words that plans and kinds share: what is sent, and how a change is graded. */
import type { Secrets } from './secrets.ts';

export type Effect = 'strengthens' | 'weakens' | 'neutral';
export type Gravity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Operations by name, `service:Operation`, with the types of the SDK. Types only: a kind loads no SDK. */
export type Api = Readonly<Record<string, { readonly input: object; readonly output: object }>>;

/** A mutation as plain, JSON-safe data. */
export type Call<Writes extends Api> = {
  [C in keyof Writes & string]: {
    readonly call: C;
    readonly input: Writes[C]['input'];
    /** Sent even if an earlier call, or a resource it comes after, failed: restarting a stopped trail waits for nobody. */
    readonly regardless?: true;
    /** Replaces a document that others write too, or deletes: the resource is read again first, and the change dropped if it moved. */
    readonly whole?: true;
    /** What of the input stands for a secret. Neither shown nor part of a digest. */
    readonly secrets?: Secrets;
  };
}[keyof Writes & string];

export type IamAction = `${string}:${string}`;

export type AnyState = Readonly<Record<string, unknown>>;
