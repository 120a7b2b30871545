import { DescribeTrailsCommand, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput, Credentials } from '@aws-sdk/client-sts';
import { describe, expect, it, test } from 'vitest';

import { ACCOUNT, OTHER, clients, clientsWith, failure, sandbox } from './clients.ts';
import type { Clients, Keys } from './clients.ts';

const role = `arn:aws:iam::${OTHER}:role/audit/R`;
const wanted = { RoleArn: role, RoleSessionName: 'me' };

function keysIn(credentials: Credentials | undefined): Keys {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

async function assume({ sts }: Clients, input: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> {
  return keysIn((await sts.send(new AssumeRoleCommand({ ...wanted, ...input }))).Credentials);
}

describe('a role', () => {
  const denied = {
    name: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${ACCOUNT}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: ${role}`,
  };

  it('that is refused, cannot be assumed', async () => {
    const box = await sandbox({ roles: { [role]: { refused: true } } });
    expect(await failure(assume(clients(box)))).toEqual(denied);
    box.roles.set({});
    expect((await assume(clients(box))).accessKeyId).toMatch(/^ASIASANDBOX/);
  });

  it('that asks for an external id, takes no other', async () => {
    const here = clients(await sandbox({ roles: { [role]: { externalId: 'ours' } } }));
    expect(await failure(assume(here))).toEqual(denied);
    expect(await failure(assume(here, { ExternalId: 'theirs' }))).toEqual(denied);
    await assume(here, { ExternalId: 'ours' });
  });

  test.each([
    [3601, { [role]: { maxSeconds: 3600 } }, 'MaxSessionDuration'],
    [899, {}, 'between 900 and 43200'],
    [43_201, {}, 'between 900 and 43200'],
  ])('cannot be had for %i seconds', async (DurationSeconds, roles, message) => {
    const refused = await failure(assume(clients(await sandbox({ roles })), { DurationSeconds }));
    expect(refused).toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) as string });
  });

  it('that is assumed from a role, lasts an hour at most', async () => {
    const box = await sandbox();
    const chained = clientsWith(box, await assume(clients(box), { DurationSeconds: 7200 }));
    const next = { RoleArn: `arn:aws:iam::333333333333:role/Next` };
    const refused = await failure(assume(chained, { ...next, DurationSeconds: 3601 }));
    expect(refused.message).toContain('role chaining');
    const { Arn } = await clientsWith(box, await assume(chained, next)).sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:sts::333333333333:assumed-role/Next/me');
  });
});

describe('keys that were handed out', () => {
  const expired: readonly (readonly [string, (from: Clients) => Promise<unknown>])[] = [
    ['ExpiredTokenException', from => from.cloudtrail.send(new DescribeTrailsCommand({}))],
    ['ExpiredToken', from => from.sts.send(new GetCallerIdentityCommand({}))],
    ['ExpiredToken', from => from.s3.send(new ListBucketsCommand({}))],
    ['RequestExpired', from => from.ec2.send(new DescribeRegionsCommand({}))],
  ];

  test.each(expired)('expire: %s', async (name, call) => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    const session = clientsWith(box, await assume(clients(box), { DurationSeconds: 900 }));
    box.clock.advance(899);
    await call(session);
    box.clock.advance(1);
    expect((await failure(call(session))).name).toBe(name);
  });

  it('may be those of the caller itself', async () => {
    const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
    const { Credentials: own } = await clients(box).sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const session = clientsWith(box, keysIn(own));
    const { Arn } = await session.sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/sandbox`);
    expect((await failure(session.sts.send(new GetSessionTokenCommand({})))).name).toBe('AccessDenied');
    box.clock.advance(900);
    expect((await failure(session.sts.send(new GetCallerIdentityCommand({})))).name).toBe('ExpiredToken');
    const long = clients(box).sts.send(new GetSessionTokenCommand({ DurationSeconds: 129_601 }));
    expect((await failure(long)).name).toBe('ValidationError');
  });
});

describe('a web identity', () => {
  function token(claims: object): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return [part({ alg: 'RS256' }), part(claims), 'signature'].join('.');
  }
  const claims = { iss: 'https://token.example.com', sub: 'repo:acme/audit', aud: 'sts.amazonaws.com' };
  const command = (WebIdentityToken: string) => new AssumeRoleWithWebIdentityCommand({ ...wanted, WebIdentityToken });

  test.each([claims, { ...claims, aud: ['sts.amazonaws.com'] }])('assumes a role with %j', async given => {
    const box = await sandbox();
    const { Credentials: keys, ...answer } = await clients(box).sts.send(command(token(given)));
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: 'repo:acme/audit',
      Audience: 'sts.amazonaws.com',
      Provider: `arn:aws:iam::${OTHER}:oidc-provider/token.example.com`,
      AssumedRoleUser: { Arn: `arn:aws:sts::${OTHER}:assumed-role/R/me` },
    });
    const { Account } = await clientsWith(box, keysIn(keys)).sts.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(OTHER);
    expect(box.calls()[0]).toMatchObject({
      operation: 'sts:AssumeRoleWithWebIdentity',
      principal: 'token.example.com:sts.amazonaws.com:repo:acme/audit',
    });
  });

  it('stands in event history without an account, which it has not got yet', async () => {
    const box = await sandbox();
    const { sts } = clients(box, 'us-east-1');
    await sts.send(command(token(claims)));
    const { Events: [event] = [] } = await clients(box, 'us-east-1', OTHER).cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRoleWithWebIdentity' }],
      }),
    );
    const { userIdentity } = JSON.parse(event?.CloudTrailEvent ?? '{}') as { readonly userIdentity: object };
    expect(userIdentity).toEqual({
      type: 'WebIdentityUser',
      principalId: 'token.example.com:sts.amazonaws.com:repo:acme/audit',
      userName: 'repo:acme/audit',
    });
    expect(event?.CloudTrailEvent).not.toContain('signature');
  });

  it('is refused by a role that does not trust it', async () => {
    const { sts } = clients(await sandbox({ roles: { [role]: { refused: true } } }));
    expect(await failure(sts.send(command(token(claims))))).toMatchObject({
      name: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });
  });

  test.each(['secret', 'a.b.c', token({ ...claims, sub: 1 })])('is none: %s', async given => {
    expect((await failure(clients(await sandbox()).sts.send(command(given)))).name).toBe(
      'InvalidIdentityTokenException',
    );
  });
});

describe('people', () => {
  const record = async (of: Clients): Promise<Readonly<Record<string, unknown>>> => {
    const { Events = [] } = await of.cloudtrail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DescribeTrails' }] }),
    );
    return (JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as { userIdentity: Readonly<Record<string, unknown>> })
      .userIdentity;
  };

  it('may be root', async () => {
    const root = clientsWith(await sandbox(), { accessKeyId: `root-${OTHER}`, secretAccessKey: 'secret' });
    await root.cloudtrail.send(new DescribeTrailsCommand({}));
    expect(await record(root)).toEqual({
      type: 'Root',
      principalId: OTHER,
      arn: `arn:aws:iam::${OTHER}:root`,
      accountId: OTHER,
      accessKeyId: `root-${OTHER}`,
    });
  });

  it('may have a device, and say who they are', async () => {
    const box = await sandbox();
    const device = { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/me`, TokenCode: '123456', SourceIdentity: 'jane' };
    const as = clientsWith(box, await assume(clients(box), device));
    await as.cloudtrail.send(new DescribeTrailsCommand({}));
    expect(await record(as)).toMatchObject({
      sessionContext: { attributes: { mfaAuthenticated: 'true' }, sourceIdentity: 'jane' },
    });
    expect(await failure(assume(clients(box), { TokenCode: '123456' }))).toMatchObject({ name: 'AccessDenied' });
  });
});
