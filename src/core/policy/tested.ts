/** What the policy of one resource lets CloudTrail do for one trail, request by request. */
import { parseArn } from '../arn.ts';
import type { Address, Arn, Problem } from '../model.ts';
import type { Need } from '../needs.ts';
import { announcementRequests, deliveryRequests } from './evaluate/cloudtrail.ts';
import { encryptionRequests } from './evaluate/encryption.ts';
import type { Asked } from './evaluate/cloudtrail.ts';
import { answers, worst } from './evaluate/judge.ts';
import type { Answered } from './evaluate/judge.ts';
import type { Verdict } from './evaluate/evaluator.ts';
import type { PolicyDocument } from './statement.ts';

/** A trail, and the resource that it uses. */
export interface Use {
  /** Address of the trail; null: it is of no spec. */
  readonly address: Address | null;
  readonly trail: Arn;
  readonly to: Need['to'] | 'encrypt-logs' | 'encrypt-announcements';
  readonly resource: Arn;
}

export interface Tested extends Use {
  readonly verdict: Verdict;
  /** In the order in which CloudTrail makes them; empty where `problem` is set. */
  readonly requests: readonly Answered[];
  /** Why there was no policy to ask; null: there was. */
  readonly problem: Problem | null;
}

/** A trail in few words, with the one resource whose policy is asked. */
export interface Question {
  readonly trail: Arn;
  readonly of: { readonly bucket: string } | { readonly topic: Arn } | { readonly key: Arn };
  /** '' or without slashes at its ends. */
  readonly prefix: string;
  /** Of an organization trail; null: the trail delivers for its own account only. */
  readonly organization: string | null;
  readonly everyRegion: boolean;
  readonly digests: boolean;
  readonly insights: boolean;
}

/** Answers for a trail that nobody declared. Whether it encrypts with a key is open. */
export function testPolicy(document: PolicyDocument, question: Question): Tested {
  const { use, asked } = requestsOf(question);
  return tested(use, answers(document)(asked));
}

/** A use with what was answered. */
export function tested(use: Use, requests: readonly Answered[]): Tested {
  return { ...use, verdict: worst(requests), requests, problem: null };
}

/** A use of a resource whose policy nobody could ask. */
export function untested(use: Use, verdict: Verdict, problem: Problem): Tested {
  return { ...use, verdict, requests: [], problem };
}

/** What CloudTrail asks for a need. `memberOf`: the organization of the trail's account; null: none, or nobody knows. */
export function requestsFor(need: Need, memberOf: string | null): readonly Asked[] {
  return need.to === 'deliver-logs'
    ? deliveryRequests({ ...need, memberOf: need.organization ?? memberOf })
    : announcementRequests({ ...need, memberOf });
}

function requestsOf(question: Question): { readonly use: Use; readonly asked: readonly Asked[] } {
  const { trail, of: what, prefix, organization, everyRegion, digests, insights } = question;
  const { account, partition } = parseArn(trail);
  const about = { trail, everyRegion, memberOf: organization };
  const used = (to: Use['to'], resource: Arn): Use => ({ address: null, trail, to, resource });
  if ('topic' in what)
    return { use: used('announce-logs', what.topic), asked: announcementRequests({ ...about, of: what.topic }) };
  if ('key' in what) {
    const asked = encryptionRequests({ ...about, of: what.key, encrypts: 'trail', bucketKey: false });
    return { use: used('encrypt-logs', what.key), asked };
  }
  const bucket: Arn = `arn:${partition}:s3:::${what.bucket}`;
  const asked = deliveryRequests({
    ...about,
    of: bucket,
    account,
    prefix,
    organization,
    folders: [
      'CloudTrail',
      ...(digests ? (['CloudTrail-Digest'] as const) : []),
      ...(insights ? (['CloudTrail-Insight'] as const) : []),
    ],
    key: undefined,
  });
  return { use: used('deliver-logs', bucket), asked };
}
