import type { AnyState, Api, Call, Effect, Gravity, IamAction } from './call.ts';
import type { Causes } from './drift/cause.ts';
import type { Delivery, EventClass, Recording } from './coverage/recording.ts';
import type { Arn, Entry, Problem, Reading, Readings, Survey, Target, Wanted, World } from './model.ts';
import type { OwnFlaw } from './beside/flaw.ts';
import type { Use } from './beside/use.ts';
import type { Withdrawal } from './moves.ts';
import type { Given, Need, Recorder } from './needs.ts';
import type { Denied } from './policy/denied.ts';
import type { PolicyDocument } from './policy/statement.ts';
import type { Secrets } from './secrets.ts';

export type { AnyState, Api, Call, Effect, Gravity, IamAction } from './call.ts';

/** All that the rest of the program knows about a field. There are no defaults: a field without an entry does not compile. */
export interface Field<V> {
  /** `call`: a call mends a difference. `report`: shown, never changed. `fixed`: AWS cannot change it; the text says what to do. */
  readonly change: 'call' | 'report' | { readonly fixed: string };
  /** For a pair of values that no call of ours may mend, although the field changes by a call: why, and what to do instead. */
  outOfReach?(desired: V, live: V): Problem | undefined;
  /** Default: deep equality. For values with an order or a spelling that means nothing. */
  equal?(desired: V, live: V): boolean;
  /**
   * What going from one value to the other does to the evidence, at this target. Asked both ways: drift is desired -> live.
   */
  effect(from: V, to: V, at?: Target): Effect;
  /** How grave it is to find `live` where `desired` should be. */
  gravity(desired: V, live: V): Gravity;
  /** Set where a wrong value can end recording or delivery: who leaves it alone is told so in every report. */
  readonly vital?: true;
  /** Set where others rest on the value: while a change of it is withheld, what comes after the resource waits. */
  readonly serves?: true;
  /**
   * What a value leads to that no spec need declare, such as a key, a role or an endpoint: a file leads nobody to what the
   * spec does not have, nobody uses, and no account of the spec owns, and what does is put back every time. Default: nothing.
   */
  leadsTo?(value: V): readonly (string | null)[];
  /** Set where `complete` works the value out from what others need: an earlier one is never put back. */
  readonly derived?: true;
  /** One sentence for people: what it means that `live` stands where `desired` should, at this target. */
  meaning(desired: V, live: V, at: Target): string;
}
export type Fields<State> = { readonly [K in keyof State]-?: Field<Required<State>[K]> };

/** The only way to ask. The same question is sent once in a run, whoever asks; rates, retries and counting live behind it. */
export interface Ask<Reads extends Api> {
  ask<C extends keyof Reads & string>(call: C, input: Reads[C]['input'], region?: string): Promise<Reads[C]['output']>;
}

/** What `calls` is given. */
export type Change<State> = {
  readonly name: string;
  readonly arn: Arn;
  readonly target: Target;
  /** What the desired state has something else for. */
  readonly secrets?: Secrets;
} & (
  | { readonly action: 'create'; readonly desired: State }
  | {
      readonly action: 'update';
      /** Desired state; a field that a rule withheld, or that could not be read, has its live value or is not in `changed`. */
      readonly desired: State;
      readonly live: Readings<State>;
      readonly changed: readonly (keyof State & string)[];
    }
  | { readonly action: 'delete'; readonly live: Readings<State> }
);

/** What a value of a file is judged by. */
interface Beside<State> {
  readonly arn: Arn;
  readonly live: Readings<State>;
  readonly own?: Partial<State>;
}

/** What was read beside the rest. */
export interface Apart<State> {
  readonly fields: Partial<Readings<State>>;
  readonly health?: Readonly<Record<string, string>>;
}

/**
 * A kind of AWS resource is a value. Methods, not properties, throughout: kinds of every type then fit in one list
 * without a cast.
 */
export interface ResourceKind<Spec, State extends object, Reads extends Api, Writes extends Api> {
  readonly name: string;
  /** JSON Schema of `Spec`. The keyword `reference: <kind>` marks a reference; core checks, suggests and documents them. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly fields: Fields<State>;
  /** How far a name means one resource only. Default: one account and region. */
  readonly uniqueIn?: 'partition';
  /** How many of them AWS allows in one region; one that covers more counts in every region of its account. */
  readonly mostInRegion?: number;
  /** IAM actions by operation, one entry each: the policies, the docs and "what this plan needs" are made from them. */
  readonly reads: { readonly [C in keyof Reads]: readonly IamAction[] };
  readonly writes: { readonly [C in keyof Writes]: readonly IamAction[] };
  /** What a person types to delete one on purpose. Absent: nobody should, or not without looking at what it holds. */
  deletion?(name: string, target: Target): string;
  /** Which calls can have brought each field to what stands there. Default: nobody is looked for. */
  readonly causes?: Causes<State>;
  /** How grave it is that the resource is missing, and what that means. */
  readonly missing: { readonly gravity: Gravity; readonly meaning: string };

  /**
   * What a schema cannot say: names, pairs, AWS's documented limits. Given all entries of the kind at once; every problem
   * has the position of the setting it is about. Pure, and asks nothing of AWS.
   */
  check?(entries: readonly Entry<Spec>[]): readonly Problem[];
  /** Spec to ARN and state: every default filled in, every reference resolved. Pure. */
  desire(entry: Entry<Spec>, world: World): Wanted<State>;
  /** The only reading. One look for all resources of the kind at the target. Must not send what `arns` does not need. */
  observe(arns: readonly Arn[], aws: Ask<Reads>, target: Target): Promise<Survey<State>>;
  /**
   * Fields that take questions of their own, with the operations that answer them. A state may leave them out: then the
   * spec says nothing of them, they are not asked for and not compared, and stay as they stand.
   */
  readonly apart?: Readonly<Record<string, readonly (keyof Reads & string)[]>>;
  /** Reads such fields of a resource that is there, and what there is of health in the same answers. */
  observeApart?(arn: Arn, aws: Ask<Reads>, fields: readonly string[]): Promise<Apart<State>>;
  /**
   * What there is of health in a region other than its own that it reaches, by the names of live health. Sends one question
   * to the region that `aws` asks. A failure is one of `aws`.
   */
  healthElsewhere?(arn: Arn, aws: Ask<Reads>): Promise<Readonly<Record<string, string>>>;
  /** One harmless question for each operation that reads, about a resource that need not exist. */
  probes(arn: Arn): { readonly [C in keyof Reads]: Reads[C]['input'] };
  /** The calls that carry out one change, in order. Pure. */
  calls(change: Change<State>): readonly Call<Writes>[];
  /** The inverse of `desire`, for `import`: only what differs from the defaults. */
  toSpec(state: State): Spec;

  /** What it requires of other resources, from desired or live state alike. Pure. */
  needs?(state: State, arn: Arn, world: World): readonly Need[];
  /** What only has to be there before it, by ARN: nobody is let in for it. Pure. */
  restsOn?(state: State, arn: Arn): readonly Arn[];
  /** What it uses that no spec declares, such as a key. Pure. */
  uses?(state: State, arn: Arn, world: World): readonly Use[];
  /** What is wrong with it, as it stands, that no call of ours can mend, whatever else is changed of it. Pure. */
  flaws?(state: State, live: Readings<State>): readonly OwnFlaw[];
  /** What it records. Pure. */
  recorder?(state: State): Recorder;
  /** The same class by class, of a state as far as it is known: an unread field makes what rests on it `open`. Pure. */
  recording?(state: Partial<State>, arn: Arn): Recording;
  /** The classes, other than management events, of which two certainly record the same events where both reach. Pure. */
  recordsToo?(one: Partial<State>, other: Partial<State>): readonly EventClass[];
  /** Whether it records, as events of their own, that log files are written there. Pure. */
  recordsDelivery?(state: Partial<State>, to: Delivery): boolean;
  /**
   * What `of` records and none of `by` does, where all reach as far, in words for people, such as `data events of
   * AWS::S3::Object`. Default: its recorder says all. Pure.
   */
  notRecorded?(of: State, by: readonly State[]): readonly string[];
  /** Desired state completed with what the rest of the estate says. `live`: what stands there, if it could be read. Pure. */
  complete?(state: State, given: Given, live: Readings<State> | undefined, arn: Arn, world: World): State;
  /**
   * Values that stand in a file, less what only the spec can say of them: what they do to the evidence is judged as if the
   * spec asked for as much as it can. `own`: what the spec says, where it is at hand. Pure.
   */
  unvouched?(values: Partial<State>, by: Beside<State>): Partial<State>;
  /** Why it cannot serve anybody as it stands, whatever is changed of it: it stands in another place. Then the rest of it is not told as unread. Pure. */
  unfit?(live: Readings<State>, target: Target): Problem | undefined;
  /** Whom a completed state lets in no more, of those that are let in as it stands: what waits for evidence. Pure. */
  withdraws?(state: State, live: Readings<State>): readonly Withdrawal[];
  /**
   * Whether what a need is for was seen to happen, in the resource that serves it: a log file of this day or the one
   * before, in UTC. Asked only while something waits for it; a failure is one of `aws`.
   */
  holds?(need: Need, aws: Ask<Reads>, at: { readonly target: Target; readonly now: Date }): Promise<boolean>;
  /**
   * What is wrong with a completed desired state as a whole, such as a policy larger than AWS takes. Errors among it
   * refuse the plan; the planner adds the address. Pure.
   */
  verify?(state: State, arn: Arn, at: Target): readonly Problem[];
  /** The whole policy that a completed state makes, where nothing else stands. Pure. */
  policyMade?(state: State): PolicyDocument;
  /**
   * Needs that will not be served once a completed state stands; of a resource that is not managed, those that are not
   * served as it stands. Nothing is moved to it for their sake. Pure.
   */
  denies?(state: State, managed: boolean): readonly Denied[];
  /** What a resource that is only referred to does that nobody declared, as it stands. Pure. */
  tells?(state: State): readonly Problem[];
  /**
   * What of a completed state cannot be judged, such as a foreign statement whose conditions decide whether a trail can
   * deliver: told as not known, never as in order. Pure.
   */
  undecided?(state: State): readonly Problem[];
  /**
   * Its policy as it stands, and nothing else of it; undefined: there is no such resource. What has no policy has one
   * without statements.
   */
  policyOf?(arn: Arn, aws: Ask<Reads>, target: Target): Promise<Reading<PolicyDocument | undefined>>;
}

export type AnyKind = ResourceKind<unknown, AnyState, Api, Api>;
