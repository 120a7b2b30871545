/**
 * What became of a question or a call that AWS, or the way to it, did not answer as hoped. Adapters translate every
 * error of the SDK into an `ApiFailure`; kinds and rules branch on `name` and `category` and never on HTTP statuses
 * (CloudTrail answers 400 to everything). Anything else that is thrown is a bug of ours.
 */
import type { Problem, Target } from './model.ts';

/**
 * - `absent`: AWS says that what was asked for does not exist, or is not configured
 * - `permission`: these credentials may not; asking again changes nothing
 * - `credentials`: there are none, they have expired, or AWS does not know them
 * - `throttled`, `transient`: later it may work
 * - `dependency`: what the call rests on is not in force yet (a fresh bucket policy), or is wrong
 * - `invalid`: AWS refuses the input
 * - `conflict`: the world moved (it exists already, another operation is under way)
 * - `unsupported`: this region or endpoint does not know the operation
 * - `unreachable`: no answer at all: DNS, TLS, refused or reset connection, timeout
 * - `journal`: it could not be written down, so it was not sent
 * - `deadline`: the deadline of the run passed first, so nobody waits for an answer any more
 */
export type FailureCategory =
  | 'absent'
  | 'permission'
  | 'credentials'
  | 'throttled'
  | 'transient'
  | 'dependency'
  | 'invalid'
  | 'conflict'
  | 'unsupported'
  | 'unreachable'
  | 'journal'
  | 'deadline';

/** Where it happened: all of it goes into messages, so it must hold no secret. */
export interface FailureSite {
  /** `service:Operation`. */
  readonly call: string;
  readonly target: Target;
  readonly requestId?: string;
}

/** The one kind of exception that asking and sending throw for expected trouble. */
export class ApiFailure extends Error {
  readonly category: FailureCategory;
  readonly site: FailureSite;
  /** What a person can do about it, where more is known than the category says. */
  readonly mend: string | undefined;

  /**
   * @param name AWS's own code, e.g. `NoSuchBucketPolicy`, or a Node code such as `ECONNREFUSED`
   * @param message AWS's own words, without anything secret
   */
  constructor(
    name: string,
    message: string,
    details: { category: FailureCategory; site: FailureSite; cause?: unknown; mend?: string },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = name;
    this.category = details.category;
    this.site = details.site;
    this.mend = details.mend;
  }
}

/** Whether AWS answered with one of these codes, the exact codes for "not there" or "not configured". */
export function failedWith(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof ApiFailure && names.includes(error.name);
}

/** These say that the request never left. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH']);

/** Whether AWS may have carried the call out all the same: its answer was lost, or it broke on the way. */
export function mayHaveHappened({ name, category }: ApiFailure): boolean {
  return category === 'transient' || (category === 'unreachable' && !neverSent.has(name));
}

/** Whether AWS says that what was to be created stands there already, in the same account: somebody else was faster. */
export function existsAlready(error: unknown): boolean {
  return failedWith(error, 'TrailAlreadyExistsException', 'BucketAlreadyOwnedByYou');
}

/**
 * The problem that stands for something unread. Rethrows what is no `ApiFailure`: a bug must not look like AWS's refusal.
 */
export function unreadBecause(error: unknown): Problem {
  if (!(error instanceof ApiFailure)) throw error;
  const { call, target, requestId } = error.site;
  const where = [
    ...(target.region === '' ? [] : [` in ${target.region}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ].join(', ');
  return {
    code: unreadCode(error.category),
    message: `${call}${where}: ${error.name}: ${error.message}`,
    ...(error.mend === undefined ? {} : { hint: error.mend }),
  };
}

/**
 * The same of what reading an answer came to: one that is none of its kind breaks whoever takes it apart, and then nothing
 * is known of what it is about. Rethrows what neither AWS nor its answer can have caused.
 */
export function answerUnread(error: unknown): Problem {
  if (!(error instanceof TypeError || error instanceof RangeError)) return unreadBecause(error);
  return {
    code: 'answer-malformed',
    message: `The answer could not be understood: ${error.message}`,
    hint: 'Look at what answers at that endpoint. If it is AWS, report this as a bug.',
  };
}

function unreadCode(category: FailureCategory) {
  if (category === 'permission') return 'access-denied';
  if (category === 'credentials') return 'credentials-refused';
  if (category === 'deadline') return 'deadline-passed';
  if (category === 'journal') return 'journal-not-written';
  return category === 'unreachable' ? 'endpoint-unreachable' : 'aws-refused';
}
