/** A policy in a file, and the trail that the arguments describe. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';

import type { Arn } from '../../core/model.ts';
import { parsePolicy } from '../../core/policy/statement.ts';
import type { PolicyDocument } from '../../core/policy/statement.ts';
import type { Question } from '../../core/policy/tested.ts';
import type { Options } from '../definition.ts';
import { Refusal } from '../trouble.ts';

/** @throws Refusal when something is missing, or does not go together */
export function questionOf(options: Options): Question {
  const { bucket, trail, prefix, organization = null, singleRegion = false, logFileValidation, insights } = options;
  const of = resourceOf(options);
  if (trail === undefined) throw wrong('nothing says for which trail', '--trail ARN');
  if (bucket === undefined && prefix !== undefined)
    throw wrong('--prefix says where files stand in a bucket, and the policy is of none', 'leave it away');
  return {
    trail: arnOf(trail),
    of,
    prefix: prefix ?? '',
    organization,
    everyRegion: !singleRegion,
    digests: logFileValidation ?? true,
    insights: insights ?? true,
  };
}

/** @throws Refusal when a policy in a file is described, and no file is named */
export function onlyWithFile(options: Options): void {
  const { bucket, topic, key, trail, prefix, organization, singleRegion, logFileValidation, insights } = options;
  const given = [bucket, topic, key, trail, prefix, organization, singleRegion];
  if (given.every(one => one === undefined) && logFileValidation !== false && insights !== false) return;
  throw wrong(
    'the trail and the resource are described, and no policy is named',
    '--file FILE; without it the policies that stand are tested, for the trails of a spec',
  );
}

function resourceOf({ bucket, topic, key }: Options): Question['of'] {
  const named = [
    ...(bucket === undefined ? [] : [{ bucket }]),
    ...(topic === undefined ? [] : [{ topic: arnOf(topic) }]),
    ...(key === undefined ? [] : [{ key: arnOf(key) }]),
  ];
  const [of] = named;
  if (of === undefined) throw wrong('nothing says whose policy this is', '--bucket NAME, --topic ARN or --key ARN');
  if (named.length > 1) throw wrong('a policy is of one resource', 'one of --bucket, --topic and --key');
  return of;
}

/** The definition of the command lets nothing else through. */
function arnOf(text: string): Arn {
  return `arn:${text.replace(/^arn:/, '')}`;
}

const wrong = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'wrong-arguments', message, hint });

/**
 * The policy of a file; `-` is stdin.
 *
 * @throws Refusal when it cannot be read, or is none
 */
export async function documentIn(file: string): Promise<PolicyDocument> {
  const name = file === '-' ? 'stdin' : file;
  const text = (await read(file, name)).replace(/^\uFEFF/, '');
  const value = jsonIn(text);
  const document = typeof value === 'object' && value !== null && 'Statement' in value ? parsePolicy(text) : undefined;
  if (document && !('code' in document)) return document;
  throw noPolicy(
    value === undefined ? `${name} is no JSON` : `${name} is JSON, and no policy`,
    'aws s3api get-bucket-policy --bucket NAME --query Policy --output text > policy.json',
  );
}

async function read(file: string, name: string): Promise<string> {
  try {
    return file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw noPolicy(`${name} could not be read: ${error.message}`, 'name a file with the JSON of a policy, or -');
  }
}

/** Undefined: it is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noPolicy = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'no-policy', message, hint });
