/** Prints what plan, apply or reading logs may be allowed, as a policy or a whole role. */
import { logPermissionsFor, logPermissionsForAll, logQueuePermissions } from '../../app/logs/permissions.ts';
import { workOf } from '../../app/permissions.ts';
import type { AccountWork } from '../../app/permissions.ts';
import { validate } from '../../app/validate.ts';
import { parseArn } from '../../core/arn.ts';
import { permissionsFor, permissionsForAll, policyOf } from '../../core/iam.ts';
import type { Permission } from '../../core/iam.ts';
import { unknownAccount } from '../../core/spec/stand-ins.ts';
import { cloudFormation, excessOf, forAnyAccount, policyText, roleDocument, terraform } from '../../render/iam.ts';
import type { Role } from '../../render/iam.ts';
import { reading } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
import { Refusal, problemText } from '../trouble.ts';
import { tellInvalid } from './invalid.ts';
import { jsonText } from '../../render/json-text.ts';

export async function printIam(input: Input): Promise<number> {
  const { args, options, output } = input;
  if (options.format !== 'human' && options.trust === undefined) throw withoutTrust(options.format);
  const { files, problems: unread } = args.length === 0 ? { files: [], problems: [] } : await reading.load(args);
  const { spec, problems } = args.length === 0 ? { spec: null, problems: [] } : validate(files, reading.kinds, unread);
  if (args.length > 0 && spec === null) return tellInvalid(problems, files, input);
  const role = spec === null ? roleForAll(options) : roleFor(workOf(spec, reading.kinds, idIn(options)), options);
  const excess = excessOf(role.policy);
  if (excess) output.note(`${problemText([tooLarge(excess)], output)}\n`);
  output.result(`${printed(role, options.format)}\n`);
  return 0;
}

/** An account that no spec names can only be given by its id. */
function idIn({ account }: Options): string | undefined {
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** The accounts that are meant: all, or the one that was named. */
function chosen(works: readonly AccountWork[], { account: wanted }: Options): readonly AccountWork[] {
  if (wanted === undefined) return works;
  const meant = works.filter(({ account: { key, id } }) => key === wanted || id === wanted);
  if (meant.length > 0) return meant;
  const keys = works.flatMap(({ account: { key } }) => (key === unknownAccount ? [] : [key]));
  throw new Refusal('invalid', {
    code: 'wrong-arguments',
    message: `--account ${wanted} is no account of the spec`,
    hint: keys.length === 0 ? 'the spec names no accounts: give an id of twelve digits' : keys.join(', '),
  });
}

function roleForAll(options: Options): Role {
  const { trust, account = unknownAccount } = options;
  if (idIn({ ...options, account }) === undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: `--account ${account} is no account id, and there is no spec that names it`,
      hint: 'twelve digits',
    });
  const partition = trust?.startsWith('arn:') ? parseArn(trust).partition : 'aws';
  const purpose = purposeOf(options);
  const at = { partition, account };
  const permissions = purpose === 'logs' ? logPermissionsForAll(at) : permissionsForAll(reading.kinds, at, purpose);
  return roleOf(permissions, { partition, name: null, externalId: null }, options);
}

/** Of several accounts: one role that does in each of them. */
function roleFor(all: readonly AccountWork[], options: Options): Role {
  const works = chosen(all, options);
  const [first] = works;
  const purpose = purposeOf(options);
  const needed = (work: AccountWork): readonly Permission[] =>
    purpose === 'logs' ? logPermissionsFor(work, all) : permissionsFor(work, purpose);
  const permissions = works.flatMap(work =>
    works.length === 1 ? needed(work) : forAnyAccount(needed(work), work.account.id),
  );
  const role = first?.account.access.role ?? null;
  const written = {
    partition: first?.account.partition ?? 'aws',
    name: role === null ? null : parseArn(role).resource.replace(/^role\//, ''),
    externalId: first?.account.access.externalId ?? null,
  };
  return roleOf(permissions, written, options);
}

interface Written {
  readonly partition: string;
  /** With its path. */
  readonly name: string | null;
  readonly externalId: string | null;
}

function roleOf(permissions: readonly Permission[], written: Written, options: Options): Role {
  const { trust = unknownAccount } = options;
  return {
    name: options.roleName ?? written.name ?? 'trailwarden',
    purpose: purposeOf(options),
    trusted: trust.startsWith('arn:') ? trust : `arn:${written.partition}:iam::${trust}:root`,
    externalId: options.externalId ?? written.externalId,
    policy: policyOf([...permissions, ...listening(options)]),
  };
}

/** What the queue of events takes. */
function listening(options: Options): readonly Permission[] {
  const { queue } = options;
  if (queue === undefined) return [];
  if (purposeOf(options) === 'logs') return logQueuePermissions(queue);
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'] as const;
  return actions.map(action => ({ about: 'Events', action, resource: queue }));
}

const purposeOf = ({ for: purpose }: Options): 'plan' | 'apply' | 'logs' =>
  purpose === 'apply' || purpose === 'logs' ? purpose : 'plan';

function printed(role: Role, format: Options['format']): string {
  if (format === 'json') return jsonText(roleDocument(role));
  if (format === 'cloudformation') return cloudFormation(role);
  if (format === 'terraform') return terraform(role);
  return policyText(role.policy);
}

function withoutTrust(format: string): Refusal {
  return new Refusal('invalid', {
    code: 'wrong-arguments',
    message: `--format ${format} prints a whole role, and nobody was named who may assume it`,
    hint: '--trust 111122223333, or the ARN of a role or user; without --format the policy alone is printed',
  });
}

function tooLarge({ size, limit }: { readonly size: number; readonly limit: number }) {
  return {
    code: 'role-policy-too-large',
    severity: 'warning',
    message: `The policy has ${size} characters; a role takes ${limit}`,
    hint: 'Leave SPEC away, so that every name is allowed, or split the spec.',
  } as const;
}
