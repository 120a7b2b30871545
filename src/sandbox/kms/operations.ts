import { randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { jsonDialect, jsonOperation } from '../http/json-dialect.ts';
import { parseArn, partitionOf } from '../places.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import { structure, text, whole } from '../shape.ts';
import { type Key, findKey } from './keys.ts';

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
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.created,
    Enabled: key.enabled,
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  };
}

function checked(policy: string | undefined): string | undefined {
  try {
    if (policy !== undefined) parsePolicy(policy);
    return policy;
  } catch (error) {
    if (error instanceof PolicyError) throw new Fault('MalformedPolicyDocumentException', error.message);
    throw error;
  }
}

function createKey(
  input: { readonly Description?: string; readonly Policy?: string },
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
    enabled: true,
    policy: checked(input.Policy),
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
      openKey(input.KeyId, context).enabled = enabled;
      return {};
    },
  });

export const kmsDialect = jsonDialect({
  service: 'kms',
  listsResources: true,
  operations: {
    CreateKey: jsonOperation({ kind: 'write', input: structure({ Description: text, Policy: text }), run: createKey }),
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
    PutKeyPolicy: jsonOperation({
      kind: 'write',
      input: structure({ KeyId: text, PolicyName: text, Policy: text }),
      subjects,
      run(input, context) {
        openKey(input.KeyId, context).policy = checked(input.Policy);
        return {};
      },
    }),
  },
});
