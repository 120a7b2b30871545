/** The policies that buckets and topics of a spec get, worked out without asking anybody. */
import { derive } from '../core/derive.ts';
import type { Known } from '../core/derive.ts';
import { parseArn } from '../core/arn.ts';
import type { Problem } from '../core/model.ts';
import { policyText } from '../core/policy/statement.ts';
import type { PrintedPolicy } from '../core/policy/printed.ts';
import { partitionOf } from '../core/spec/regions.ts';
import { apiVersion, specKind } from '../core/spec/schema.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { unknownOrganization } from './estate.ts';
import type { Estate } from './estate.ts';

export interface MadePolicies {
  readonly policies: readonly PrintedPolicy[];
  /** Errors: some of them could not stand so. */
  readonly problems: readonly Problem[];
}

/** The whole policy of every bucket, or topic, as apply makes it where nothing else stands. */
export function resourcePolicies({ wishes, keepers, world }: Estate, on: 'bucket' | 'topic'): MadePolicies {
  const fresh = wishes.map((wish): Known => ({ ...wish, live: { is: 'absent' } }));
  const { known } = derive({ known: fresh, strays: [], looks: [], unsettled: new Map() }, keepers, world);
  const needs = Map.groupBy(
    known.flatMap(({ kind, desired: { state, arn } }) => kind.needs?.(state, arn, world) ?? []),
    ({ of }) => of,
  );
  const made = known
    .filter(({ kind }) => kind.name === on)
    .flatMap(({ kind, desired: { arn, state, address, target } }) => {
      const document = kind.policyMade?.(state);
      if (document === undefined || document.statements.length === 0) return [];
      const trails = [...new Set((needs.get(arn) ?? []).map(({ trail }) => trail))];
      const problems = (kind.verify?.(state, arn, target) ?? []).map(problem => ({ ...problem, at: address }));
      return [{ policy: { on, resource: arn, trails, document }, problems }];
    });
  const policies = made.map(({ policy }) => policy);
  const open = policies.some(({ document }) => policyText(document).includes(unknownOrganization));
  return { policies, problems: [...made.flatMap(({ problems }) => problems), ...(open ? [withoutOrganization] : [])] };
}

const withoutOrganization: Problem = {
  code: 'organization-unknown',
  message: 'The policy would name the organization, whose id the spec does not write down',
  hint: 'Give --organization ID, or write organization.id.',
};

/** A trail, and the one resource whose policy is wanted. */
export interface NamedUse {
  readonly owner: string;
  /** Of the trail. Twelve digits; of an organization's trail, the management account. */
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  /** The name of a bucket, or the name or ARN of a topic. */
  readonly of: { readonly bucket: string } | { readonly topic: string };
  /** Absent: none. */
  readonly prefix?: string | undefined;
  /** Where the trail delivers for all members. */
  readonly organization?: string | undefined;
}

/** A spec that says just that: it is judged as any other. */
export function specOfNames({ owner, account, region, trail, of, prefix, organization }: NamedUse): SourceFile {
  const partition = partitionOf(region);
  const topic = 'topic' in of ? topicIn(of.topic, { account, region }) : undefined;
  const ids = [...new Set([account, topic?.account ?? account])];
  const spec = {
    accounts: Object.fromEntries(ids.map(id => [id, { id, partition }])),
    ...(organization === undefined ? {} : { organization: { account, id: organization } }),
    buckets: { bucket: { account, region, name: 'bucket' in of ? of.bucket : 'any-bucket' } },
    ...(topic === undefined ? {} : { topics: { topic } }),
    trails: {
      trail: {
        account,
        region,
        name: trail,
        bucket: 'bucket',
        ...(topic === undefined ? {} : { topic: 'topic' }),
        ...(prefix === undefined ? {} : { prefix }),
        ...(organization === undefined ? {} : { organization: true }),
      },
    },
  };
  const text = JSON.stringify({ apiVersion, kind: specKind, metadata: { name: owner }, spec });
  return { path: 'names', text };
}

interface TopicPlace {
  readonly account: string;
  readonly region: string;
}

/** A name means the account and region of the trail. */
function topicIn(topic: string, at: TopicPlace): TopicPlace & { readonly name: string } {
  if (!topic.startsWith('arn:')) return { ...at, name: topic };
  const { account, region, resource } = parseArn(topic);
  return { account, region, name: resource };
}
