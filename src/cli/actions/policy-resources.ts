/** Prints the policies of buckets and topics. */
import { declared } from '../../app/policy-documents.ts';
import { resourcePolicies, specOfNames } from '../../app/resource-policies.ts';
import type { MadePolicies, NamedUse } from '../../app/resource-policies.ts';
import { isError } from '../../app/validate.ts';
import { parseArn } from '../../core/arn.ts';
import type { Problem } from '../../core/model.ts';
import { reading } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { problemText } from '../trouble.ts';
import { usual } from './init-questions.ts';
import { tellInvalid } from './invalid.ts';
import { needed, print, specOrNames, wrong } from './printed-policies.ts';

export const printBucketPolicies = async (input: Input): Promise<number> => printAll(input, 'bucket');
export const printTopicPolicies = async (input: Input): Promise<number> => printAll(input, 'topic');

async function printAll(input: Input, on: 'bucket' | 'topic'): Promise<number> {
  const { options, output } = input;
  const args = specOrNames(input);
  const named = args.length === 0 ? specOfNames(use(options, on)) : undefined;
  if (!named) onlyWithoutSpec(options);
  const load = named ? () => Promise.resolve({ files: [named], problems: [] }) : reading.load;
  const found = await declared(args, { ...reading, load }, named ? { account: options.account } : options);
  if ('invalid' in found) return tellInvalid(named ? plain(found.invalid) : found.invalid, found.sources, input);
  const { policies, problems } = chosen(resourcePolicies(found.estate, on), options[on]);
  if (problems.some(isError)) return tellInvalid(problems, [], input);
  const findings = [...found.findings, ...problems];
  if (findings.length > 0) output.note(`${problemText(findings, output)}\n`);
  if (policies.length === 0) throw wrong(`no ${on} of the spec has a policy`, `let a trail of the spec name a ${on}`);
  return print(policies, input);
}

/** Nobody has seen the spec that names make; and one mistake in it is one mistake. */
function plain(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map(({ at: _at, ...problem }) => [problem.message, problem])).values()];
}

/** @throws Refusal when something is missing */
function use(options: Options, on: 'bucket' | 'topic'): NamedUse {
  const { name = usual.owner, prefix, organization } = options;
  const resource = needed(options[on], on === 'bucket' ? 'which bucket: --bucket NAME' : 'which topic: --topic NAME');
  return {
    owner: name,
    of: on === 'bucket' ? { bucket: resource } : { topic: resource },
    account: needed(options.account, 'which account: --account ID'),
    trail: needed(options.trail, 'which trail: --trail NAME'),
    region: needed(options.region, 'where the trail stands: --region REGION'),
    prefix,
    organization,
  };
}

/** @throws Refusal when a trail is named beside a spec, which has its own */
function onlyWithoutSpec({ trail, prefix, name, region }: Options): void {
  const given = Object.entries({ trail, prefix, name, region }).find(([, value]) => value !== undefined);
  if (given) throw wrong(`--${given[0]} describes one trail, and a spec has its own`, 'leave one of them away');
}

/** All, or the one that is named: by its ARN, or by its name. */
function chosen(made: MadePolicies, name: string | undefined): MadePolicies {
  if (name === undefined) return made;
  const policies = made.policies.filter(
    ({ resource }) => resource === name || (resource !== null && parseArn(resource).resource === name),
  );
  if (policies.length > 0) return { ...made, policies };
  const known = made.policies.flatMap(({ resource }) => (resource === null ? [] : parseArn(resource).resource));
  throw wrong(`${name} has no policy in the spec`, known.join(', '));
}
