import type { SandboxClock } from './clock.ts';
import type { Estate } from './estate.ts';

export type Service =
  | 'cloudtrail'
  | 's3'
  | 'sns'
  | 'sts'
  | 'kms'
  | 'organizations'
  | 'ec2'
  | 'logs'
  | 'iam'
  | 'sqs'
  | 'events';

/** Who calls. An assumed role carries the role it came from; a web identity has not assumed one yet. */
export interface Principal {
  readonly type: 'IAMUser' | 'Root' | 'AssumedRole' | 'WebIdentityUser';
  readonly account: string;
  readonly arn: string;
  /** `AIDA…` of a user, `AROA…:session` of a role. */
  readonly id: string;
  readonly accessKeyId: string;
  readonly userName?: string;
  readonly role?: { readonly name: string; readonly arn: string; readonly id: string; readonly since: Date };
  /** Whether the keys were handed out for a code of a device. */
  readonly mfa?: true;
  /** Who took the role, as they said. */
  readonly sourceIdentity?: string;
}

/** One request to AWS as the sandbox understood it. */
export interface Call {
  readonly requestId: string;
  readonly at: Date;
  readonly service: Service;
  readonly operation: string;
  readonly region: string;
  readonly principal: Principal;
  /** Names of the parameters that were given. */
  readonly inputs: readonly string[];
  readonly userAgent: string;
  readonly sourceIp: string;
  readonly host: string;
}

/** What carrying out a call may use. */
export interface Context {
  readonly call: Call;
  readonly estate: Estate;
  readonly clock: SandboxClock;
}

/** How a call stands in records. Calls without one are data events that no trail here can record. */
export interface EventNote {
  /** As recorded, which for S3 differs from the API's name at times. */
  readonly name: string;
  readonly readOnly: boolean;
  readonly parameters: object | null;
  /** What the call is about, as LookupEvents lists it. */
  readonly subjects: readonly { readonly type: string; readonly name: string }[];
  /** Whether the raw record carries `resources` too: S3 and KMS do, CloudTrail's own events do not. */
  readonly listsResources: boolean;
  /** `additionalEventData` of a successful call. */
  readonly additional?: object;
  /** What a data event is about: the type and ARN of its resource. Event history does not have it. */
  readonly data?: { readonly type: string; readonly arn: string };
}
