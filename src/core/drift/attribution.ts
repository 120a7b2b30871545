/** Who did it, as far as the event history of CloudTrail tells. */

/** Who called, as AWS recorded it. */
export interface Principal {
  /** What to call it: `BreakGlass/jdoe` for a session of a role, a user's name, `root`, a service. */
  readonly name: string;
  /** `userIdentity.type`, as recorded. */
  readonly type: string;
  readonly arn: string | null;
  readonly account: string | null;
  /** ARN of the role whose session it was. */
  readonly issuer: string | null;
  /** Null: not recorded. */
  readonly mfa: boolean | null;
}

/** An event that touched what drifted. */
export interface CausingEvent {
  readonly eventId: string;
  /** `StopLogging`. */
  readonly name: string;
  /** `cloudtrail.amazonaws.com`. */
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly region: string;
  readonly principal: Principal;
  readonly sourceIp: string | null;
  /** Shown, and never used to leave anybody out: everybody can send any. */
  readonly userAgent: string | null;
  readonly requestId: string | null;
  /** Set where the call failed. */
  readonly errorCode?: string;
}

/**
 * What the event history answered for one drift.
 *
 * - `found`: `certain` where the request says what stands there now, `likely` where it touches the field and nothing newer
 *   does, `possible` where the request tells too little
 * - `nobody`: it was asked and has no such event: not in the history yet, or older than its 90 days
 * - `unknown`: it could not be asked
 */
export type Attribution = {
  /** When it was asked, ISO 8601, UTC. */
  readonly askedAt: string;
  /** Attempts at the same that AWS refused, newest first. */
  readonly attempts: readonly CausingEvent[];
} & (
  | {
      readonly answer: 'found';
      readonly confidence: 'certain' | 'likely' | 'possible';
      readonly event: CausingEvent;
      /** It was a call by our own principal that we know nothing of. */
      readonly byOurPrincipal: boolean;
    }
  | { readonly answer: 'nobody'; readonly why: string; readonly again: boolean }
  | { readonly answer: 'unknown'; readonly why: string; readonly again: boolean }
);
