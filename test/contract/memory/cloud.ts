import { createHash } from 'node:crypto';

import type { Cloud, EnteredAccount, Identity, Memory, Receipt } from '../../../src/app/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { Api, Ask, Call } from '../../../src/core/kind.ts';
import type { Target } from '../../../src/core/model.ts';
import { MemoryCloudTrail } from './cloudtrail.ts';
import { MemoryS3 } from './s3.ts';
import { MemorySns } from './sns.ts';

interface Service {
  answer(operation: string, input: object, target: Target): object;
}

/** What the policy of every key is. */
const openToCloudTrail = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'kms:*', Resource: '*' }],
});

/** KMS as far as the product asks: every alias has a key of its own, in the account and region where it is asked for. */
const kms: Service = {
  answer(operation, input, { partition, account, region }) {
    if (operation === 'GetKeyPolicy') return { Policy: openToCloudTrail };
    if (operation !== 'DescribeKey') throw new Error(`kms:${operation} is not asked for`);
    const id = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12);
    return { KeyMetadata: { Arn: `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-${id}` } };
  },
};

/** Every log group is there. */
const logs: Service = {
  answer: (_, input) => ({ logGroups: [{ logGroupName: Reflect.get(input, 'logGroupNamePrefix') as string }] }),
};

const allowing = (over: object): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...over }] }));

/** Every role is there: CloudTrail may assume it, and write to every log group. */
const iam: Service = {
  answer: (operation, input, { partition, account }) => ({
    Role: {
      Arn: `arn:${partition}:iam::${account}:role/${String(Reflect.get(input, 'RoleName'))}`,
      AssumeRolePolicyDocument: allowing({
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    },
    PolicyNames: operation === 'ListRolePolicies' ? ['write'] : [],
    PolicyDocument: allowing({ Action: 'logs:*', Resource: '*' }),
  }),
};

/** The account is the management account of its organization, which is ready for trails. */
const organizations: Service = {
  answer: (_, __, { account }) => ({
    Organization: { Id: 'o-exampleorgid', MasterAccountId: account, FeatureSet: 'ALL' },
    EnabledServicePrincipals: [{ ServicePrincipal: 'cloudtrail.amazonaws.com' }],
  }),
};

/** Every account has the same regions enabled. */
const ec2: Service = {
  answer: () => ({ Regions: ['us-east-1', 'eu-west-1', 'eu-north-1'].map(RegionName => ({ RegionName })) }),
};

/** AWS at the level of operations, in memory: for what needs no wire. */
export class MemoryCloud implements Cloud {
  readonly services: Readonly<Record<string, Service>> = {
    cloudtrail: new MemoryCloudTrail(),
    s3: new MemoryS3(),
    sns: new MemorySns(),
    kms,
    logs,
    iam,
    organizations,
    ec2,
  };
  /** Every call in order, as `service:Operation`. */
  readonly calls: { readonly call: string; readonly target: Target; readonly input: object }[] = [];
  /** Operations these credentials may not call. */
  readonly denied = new Set<string>();
  /** Accounts that cannot be entered. */
  readonly closedTo = new Set<string>();
  readonly #identity: Identity;

  constructor(account = '111111111111') {
    this.#identity = { account, arn: `arn:aws:iam::${account}:user/tester`, partition: 'aws' };
  }

  async identity(): Promise<Identity> {
    await Promise.resolve();
    return this.#identity;
  }

  async enter({ id, partition }: EnteredAccount): Promise<void> {
    await Promise.resolve();
    if (this.closedTo.has(id)) throw this.#refusal('sts:AssumeRole', { partition, account: id, region: 'us-east-1' });
  }

  memory(): Memory {
    const answers = new Map<string, Promise<object>>();
    return {
      at: (target): Ask<Api> => ({
        ask: async (call, input, region = target.region) => {
          const key = JSON.stringify([target.account, call, input, region]);
          const answer = answers.get(key) ?? this.#answer(call, input, { ...target, region });
          answers.set(key, answer);
          return answer;
        },
      }),
    };
  }

  async send({ call, input }: Call<Api>, target: Target): Promise<Receipt> {
    await this.#answer(call, input, target);
    return { requestId: `request-${this.calls.length}`, attempts: 1 };
  }

  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { call } of this.calls) counts[call] = (counts[call] ?? 0) + 1;
    return counts;
  }

  close(): void {
    // holds nothing open
  }

  #refusal(call: string, target: Target): ApiFailure {
    const site = { call, target };
    return new ApiFailure('AccessDeniedException', `not authorized to perform ${call}`, {
      category: 'permission',
      site,
    });
  }

  async #answer(call: string, input: object, target: Target): Promise<object> {
    await Promise.resolve();
    this.calls.push({ call, target, input: structuredClone(input) });
    if (this.denied.has(call) || this.closedTo.has(target.account)) throw this.#refusal(call, target);
    const [service = '', operation = ''] = call.split(':');
    const answer = this.services[service]?.answer(operation, structuredClone(input), target);
    if (!answer) throw new Error(`no service ${service}`);
    return structuredClone(answer);
  }
}
