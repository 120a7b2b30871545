/** Prints the policies of keys. */
import { keyPolicies, keyPolicyFor } from '../../app/policy-documents.ts';
import { parseArn } from '../../core/arn.ts';
import type { Arn } from '../../core/model.ts';
import type { PrintedPolicy } from '../../core/policy/printed.ts';
import type { Input, Options } from '../definition.ts';
import { needed, printPolicies, wrong } from './printed-policies.ts';

export async function printKeyPolicies(input: Input): Promise<number> {
  const { options } = input;
  return printPolicies(
    input,
    estate => chosen(keyPolicies(estate), options),
    () => [ofTrail(options)],
  );
}

/** All, or the one that is named: by its ARN, or as the spec writes it. */
function chosen(policies: readonly PrintedPolicy[], { key }: Options): readonly PrintedPolicy[] {
  if (policies.length === 0)
    throw wrong('the spec names no key', 'write kmsKey at a trail or a topic, or encryption at a bucket');
  if (key === undefined) return policies;
  const meant = policies.filter(({ resource }) => resource === key || endOf(resource) === key);
  if (meant.length > 0) return meant;
  const aliases = policies.filter(({ resource }) => resource !== null && mayMean(resource, key));
  const [only, ...others] = aliases;
  if (only && others.length === 0) return aliases;
  if (only)
    throw wrong(
      `which alias means --key ${key}, only AWS knows`,
      `as the spec writes it: ${aliases.map(({ resource }) => endOf(resource)).join(', ')}`,
    );
  throw wrong(`--key ${key} is no key of the spec`, policies.flatMap(({ resource }) => resource ?? []).join(', '));
}

/** Whether an alias may be one of the key with this ARN: they stand in one account and region. */
function mayMean(alias: Arn, key: string): boolean {
  const place = /^(.*:)key\//u.exec(key)?.[1];
  return place !== undefined && alias.startsWith(`${place}alias/`);
}

/** `alias/NAME`, or the id of a key. */
function endOf(key: Arn | null): string | undefined {
  return key === null ? undefined : parseArn(key).resource.replace(/^key\//, '');
}

function ofTrail({ account, trail, region, key }: Options): PrintedPolicy {
  if (key !== undefined && !/^arn:[^:]+:kms:[^:]+:\d{12}:(?:key|alias)\//.test(key))
    throw wrong(`--key ${key} is no ARN, and there is no spec that says where it stands`, 'the ARN of the key');
  const named = {
    account: needed(account, 'which account: --account ID'),
    name: needed(trail, 'which trail: --trail NAME'),
    region: needed(region, 'where the trail stands: --region REGION'),
  };
  return keyPolicyFor(named, key === undefined ? null : (key as Arn));
}
