/** Prints the queue and the rules that tell a daemon of changes. */
import { declared } from '../../app/policy-documents.ts';
import type { Declared } from '../../app/policy-documents.ts';
import { usesOf } from '../../core/beside/use.ts';
import { parseArn } from '../../core/arn.ts';
import { wiringOf } from '../../core/daemon/wiring.ts';
import type { QueuePlace, Wiring } from '../../core/daemon/wiring.ts';
import type { Wish } from '../../core/desire.ts';
import { jsonText } from '../../render/json-text.ts';
import { renderWiring, wiringDocument, wiringTemplate } from '../../render/wiring.ts';
import { wiringTerraform } from '../../render/wiring-terraform.ts';
import { reading } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { usualPaths } from '../spec-paths.ts';
import { problemText } from '../trouble.ts';
import { tellInvalid } from './invalid.ts';
import { wrong } from './printed-policies.ts';

/** @throws Refusal when nothing says where the queue stands */
export async function printEventRules(input: Input): Promise<number> {
  const { args, options, output } = input;
  const paths = args.length > 0 ? args : usualPaths();
  const found = await declaredFor(paths, options);
  if ('invalid' in found) return tellInvalid(found.invalid, found.sources, input);
  const { wishes, world } = found.estate;
  const queue = placeOf(options, wishes);
  const wiring = wiringOf({ owner: world.owner, queue, wishes, uses: usesOf(wishes, world) });
  const findings = [...found.findings, ...wiring.findings];
  if (findings.length > 0) output.note(`${problemText(findings, output)}\n`);
  output.result(`${printed(wiring, options)}\n`);
  return 0;
}

/**
 * An account that is given is the spec's own where that leaves one open; else it says whose part is printed. Where none is
 * given, a spec that names no account is taken to be of the account of the queue.
 */
async function declaredFor(paths: readonly string[], options: Options): Promise<Declared> {
  const { queue = '', account } = options;
  const likely = queue.startsWith('arn:') ? parseArn(queue).account : undefined;
  if (account === undefined) return declared(paths, reading, { likely });
  const open = await declared(paths, reading);
  return 'invalid' in open ? declared(paths, reading, options) : open;
}

/** Where the queue is to stand: its ARN says so, or the region and the only account there is. */
function placeOf({ queue = '', region }: Options, wishes: readonly Wish[]): QueuePlace {
  if (queue.startsWith('arn:')) {
    const { account, region: own, resource } = parseArn(queue);
    if (region !== undefined && region !== own)
      throw wrong(`--region ${region} is not where ${queue} stands`, 'leave --region away');
    return { name: resource, account, region: own };
  }
  if (region === undefined)
    throw wrong('nothing says where the queue stands', '--region REGION, or the ARN of the queue');
  const accounts = [...new Set(wishes.map(({ desired }) => desired.target.account))];
  const [account, another] = accounts;
  if (account !== undefined && another === undefined) return { name: queue, account, region };
  throw wrong('nothing says in which account the queue stands', 'name it by its ARN: arn:aws:sqs:REGION:ACCOUNT:NAME');
}

function printed(wiring: Wiring, { format, account = wiring.at.account }: Options): string {
  if (format === 'json') return jsonText(wiringDocument(wiring));
  if (format === 'cloudformation') return wiringTemplate(wiring);
  if (format === 'terraform') return terraformOf(wiring, account);
  return renderWiring(wiring);
}

function terraformOf(wiring: Wiring, account: string): string {
  const accounts = [...new Set(wiring.places.map(place => place.account))];
  if (!accounts.includes(account)) throw wrong(`--account ${account} has no part in it`, accounts.join(', '));
  return wiringTerraform(wiring, account);
}
