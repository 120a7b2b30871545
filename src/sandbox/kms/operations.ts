import { randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { parseArn, partitionOf } from '../places.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import { structure, text, whole } from '../shape.ts';
import { type Key, defaultPolicy, findKey, stateOf } from './keys.ts';

function openKey(name: string | undefined, { call, estate }: Context): Key {
  const key = findKey(estate, name ?? '', call.principal.account, call.region);
  if (key && key.region === call.region) return key;
  const { account } = call.principal;
  const what = name?.startsWith('alias/')
    ? `Alias arn:${partitionOf(call.region)}:kms:${call.region}:${account}:${name}`
    : `Key '${name}'`;
  throw new Fault('NotFoundException', `${what} is not found.`);
}

function describe(key: Key): object {
  const { spec, usage, deletion } = key;
  const symmetric = spec === 'SYMMETRIC_DEFAULT';
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.created,
    Enabled: stateOf(key) === 'Enabled',
    Description: key.description,
    KeyUsage: usage,
    KeyState: stateOf(key),
    ...(deletion ? { DeletionDate: deletion } : {}),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    ...(symmetric ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] } : {}),
    MultiRegion: false,
  };
}

function checked(policy: string): string {
  try {
    parsePolicy(policy);
    return policy;
  } catch (error) {
    if (error instanceof PolicyError) throw new Fault('MalformedPolicyDocumentException', error.message);
    throw error;
  }
}

function createKey(
  input: {
    readonly Description?: string;
    readonly Policy?: string;
    readonly KeySpec?: string;
    readonly KeyUsage?: string;
  },
  { call, estate }: Context,
): object {
  const id = randomUUID();
  const { account } = call.principal;
  const key: Key = {
    id,
    arn: `arn:${partitionOf(call.region)}:kms:${call.region}:${account}:key/${id}`,
    account,
    region: call.region,
    description: input.Description ?? '',
    created: call.at,
    spec: input.KeySpec ?? 'SYMMETRIC_DEFAULT',
    usage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
    enabled: true,
    deletion: undefined,
    policy: checked(input.Policy ?? defaultPolicy(account, call.region)),
  };
  estate.keys.set(key.arn, key);
  return { KeyMetadata: describe(key) };
}

function createAlias(input: { readonly AliasName?: string; readonly TargetKeyId?: string }, context: Context): object {
  const { AliasName: name = '' } = input;
  const { call, estate } = context;
  if (!/^alias\/[\w/-]+$/.test(name) || name.startsWith('alias/aws/'))
    throw new Fault('InvalidAliasNameException', `${name} is not valid`);
  const key = openKey(input.TargetKeyId, context);
  const arn = `arn:${partitionOf(call.region)}:kms:${call.region}:${call.principal.account}:${name}`;
  if (estate.aliases.has(arn))
    throw new Fault('AlreadyExistsException', `An alias with the name ${arn} already exists`);
  estate.aliases.set(arn, key.arn);
  return {};
}

function listAliases(_: object, { call, estate }: Context): object {
  const here = [...estate.aliases].filter(([arn]) => {
    const parts = parseArn(arn);
    return parts?.account === call.principal.account && parts.region === call.region;
  });
  const aliases = here.map(([arn, key]) => ({
    AliasName: parseArn(arn)?.resource,
    AliasArn: arn,
    TargetKeyId: estate.keys.get(key)?.id,
  }));
  return { Aliases: aliases, Truncated: false };
}

const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['KeyId'] === 'string' ? [{ type: 'AWS::KMS::Key', name: raw['KeyId'] }] : [];

const enabling = (enabled: boolean) =>
  jsonOperation({
    kind: 'write',
    input: structure({ KeyId: text }),
    subjects,
    run(input, context) {
      const key = openKey(input.KeyId, context);
      if (key.deletion) throw new Fault('KMSInvalidStateException', `${key.arn} is pending deletion.`);
      key.enabled = enabled;
      return {};
    },
  });

/** A key that is to be deleted cannot be used, and one that is not any more is disabled. */
function scheduleDeletion(input: { readonly KeyId?: string; readonly PendingWindowInDays?: number }, context: Context) {
  const { PendingWindowInDays: days = 30 } = input;
  if (days < 7 || days > 30)
    throw new Fault('ValidationException', 'PendingWindowInDays must be between 7 and 30 (inclusive).');
  const key = openKey(input.KeyId, context);
  if (key.deletion) throw new Fault('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  key.deletion = new Date(context.call.at.getTime() + days * 86_400_000);
  return { KeyId: key.arn, DeletionDate: key.deletion, KeyState: stateOf(key), PendingWindowInDays: days };
}

function cancelDeletion(input: { readonly KeyId?: string }, context: Context) {
  const key = openKey(input.KeyId, context);
  if (!key.deletion) throw new Fault('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  key.deletion = undefined;
  key.enabled = false;
  return { KeyId: key.arn };
}

/** There is one policy of a key, and its name is `default`. */
function readPolicy(input: { readonly KeyId?: string; readonly PolicyName?: string }, context: Context) {
  const { PolicyName: name = 'default' } = input;
  const { policy } = openKey(input.KeyId, context);
  if (name !== 'default') throw new Fault('NotFoundException', `No such policy exists: ${name}`);
  return { Policy: policy, PolicyName: name };
}

export const kmsDialect = jsonDialect({
  service: 'kms',
  listsResources: true,
  operations: {
    CreateKey: jsonOperation({
      kind: 'write',
      input: structure({ Description: text, Policy: text, KeySpec: text, KeyUsage: text }),
      run: createKey,
    }),
    CreateAlias: jsonOperation({
      kind: 'write',
      input: structure({ AliasName: text, TargetKeyId: text }),
      run: createAlias,
    }),
    DescribeKey: jsonOperation({
      kind: 'read',
      input: structure({ KeyId: text }),
      subjects,
      run: (input, context) => ({ KeyMetadata: describe(openKey(input.KeyId, context)) }),
    }),
    ListAliases: jsonOperation({ kind: 'read', input: structure({ Limit: whole }), run: listAliases }),
    DisableKey: enabling(false),
    EnableKey: enabling(true),
    ScheduleKeyDeletion: jsonOperation({
      kind: 'write',
      input: structure({ KeyId: text, PendingWindowInDays: whole }),
      subjects,
      run: scheduleDeletion,
    }),
    CancelKeyDeletion: jsonOperation({
      kind: 'write',
      input: structure({ KeyId: text }),
      subjects,
      run: cancelDeletion,
    }),
    GetKeyPolicy: jsonOperation({
      kind: 'read',
      input: structure({ KeyId: text, PolicyName: text }),
      subjects,
      run: readPolicy,
    }),
    PutKeyPolicy: jsonOperation({
      kind: 'write',
      input: structure({ KeyId: text, PolicyName: text, Policy: text }),
      subjects,
      run(input, context) {
        openKey(input.KeyId, context).policy = checked(input.Policy ?? '');
        return {};
      },
    }),
  },
});
