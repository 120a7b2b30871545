/** Tells what a policy lets CloudTrail do. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';

import type { Arn } from '../../core/model.ts';
import type { Verdict } from '../../core/policy/evaluate/evaluator.ts';
import { worst } from '../../core/policy/evaluate/judge.ts';
import { parsePolicy } from '../../core/policy/statement.ts';
import type { PolicyDocument } from '../../core/policy/statement.ts';
import { testPolicy } from '../../core/policy/tested.ts';
import type { Question, Tested } from '../../core/policy/tested.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason } from '../../core/report.ts';
import { jsonText } from '../../render/json-text.ts';
import { policyTestDocument, renderPolicyTest } from '../../render/policy-test.ts';
import type { Input, Options } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { viewOf } from './view.ts';

/** Judges the policy of a file for the trail of the arguments. */
export async function testOne(input: Input): Promise<number> {
  const question = questionOf(input.options);
  return tell([testPolicy(await documentIn(input.options.file ?? '-'), question)], input);
}

const reasons: Readonly<Record<Verdict, Reason | null>> = {
  allowed: null,
  denied: 'check-failed',
  unknown: 'incomplete',
};

function tell(tests: readonly Tested[], input: Input): number {
  const reason = reasons[worst(tests)];
  const exitCode = reason === null ? 0 : exitCodes[reason];
  const json = (): string => jsonText(policyTestDocument(tests, { exitCode, reason }));
  input.output.result(`${input.options.format === 'json' ? json() : renderPolicyTest(tests, viewOf(input))}\n`);
  return exitCode;
}

function questionOf(options: Options): Question {
  const { bucket, prefix, organization = null, singleRegion = false, logFileValidation, insights } = options;
  const of = resourceOf(options);
  if (bucket === undefined && prefix !== undefined)
    throw wrong('--prefix says where files stand in a bucket, and the policy is of none', 'leave it away');
  return {
    trail: arnOf(options.trail),
    of,
    prefix: prefix ?? '',
    organization,
    everyRegion: !singleRegion,
    digests: logFileValidation ?? true,
    insights: insights ?? true,
  };
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
function arnOf(text = ''): Arn {
  return `arn:${text.replace(/^arn:/, '')}`;
}

const wrong = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'wrong-arguments', message, hint });

async function documentIn(file: string): Promise<PolicyDocument> {
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
