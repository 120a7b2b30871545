import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { canonical } from '../../../src/adapters/aws/memory.ts';
import { connected, failureOf, quiet, target } from './connected.ts';
import { callerIdentity, html, json, jsonError, listen, xml } from './wire.ts';
import type { Wire } from './wire.ts';

let wire: Wire;
beforeAll(async () => void (wire = await listen()));
afterAll(() => wire.close());
beforeEach(() => {
  vi.unstubAllEnvs();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE000000000');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

const getTrail = 'cloudtrail:GetTrail';

describe('a memory', () => {
  it('sends the same question once, whoever asks, and however it is written', async () => {
    wire.answers(json({ Trail: { Name: 'main' } }));
    const memory = connected(wire.url).memory();
    const ask = (input: object) => memory.at({ ...target }).ask('cloudtrail:DescribeTrails', input);
    const first = ask({ trailNameList: ['a'], includeShadowTrails: false });
    const second = ask({ includeShadowTrails: false, trailNameList: ['a'] });
    expect(await first).toBe(await second);
    expect(await ask({ trailNameList: ['a'], includeShadowTrails: false })).toBe(await first);
    expect(wire.requests).toHaveLength(1);
  });

  it('remembers failures', async () => {
    wire.answers(jsonError('TrailNotFoundException'), json({}));
    const aws = connected(wire.url).memory().at(target);
    const first = await failureOf(aws.ask(getTrail, { Name: 'main' }));
    expect(await failureOf(aws.ask(getTrail, { Name: 'main' }))).toBe(first);
    expect(wire.requests).toHaveLength(1);
  });

  it('tells apart accounts, regions, operations and inputs', async () => {
    wire.answers(json({}));
    const memory = connected(wire.url).memory();
    await memory.at(target).ask(getTrail, { Name: 'main' });
    await memory.at({ ...target, account: '222222222222' }).ask(getTrail, { Name: 'main' });
    await memory.at({ ...target, region: 'eu-north-1' }).ask(getTrail, { Name: 'main' });
    await memory.at(target).ask('cloudtrail:GetTrailStatus', { Name: 'main' });
    await memory.at(target).ask(getTrail, { Name: 'other' });
    expect(wire.requests).toHaveLength(5);
  });

  it('asks in another region if told to, and remembers it as that', async () => {
    wire.answers(json({}));
    const memory = connected(wire.url).memory();
    await memory.at(target).ask(getTrail, { Name: 'main' }, 'eu-north-1');
    await memory.at({ ...target, region: 'eu-north-1' }).ask(getTrail, { Name: 'main' });
    expect(wire.requests).toHaveLength(1);
    expect(wire.requests[0]?.headers.authorization).toContain('/eu-north-1/cloudtrail/');
  });

  it('shares nothing with another memory', async () => {
    wire.answers(json({}));
    const cloud = connected(wire.url);
    await cloud.memory().at(target).ask(getTrail, { Name: 'main' });
    await cloud.memory().at(target).ask(getTrail, { Name: 'main' });
    expect(wire.requests).toHaveLength(2);
  });
});

describe('canonical', () => {
  it('is the same for members in any order, and differs for what differs', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(values, value => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonical(turned)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonical({ a: ['x', 'y'] })).not.toBe(canonical({ a: ['y', 'x'] }));
  });
});

describe('the identity', () => {
  it('is asked for once, and its partition is that of the ARN', async () => {
    wire.answers(callerIdentity('111122223333', 'aws-cn'));
    const cloud = connected(wire.url, { region: 'cn-north-1' });
    const [first, second] = await Promise.all([cloud.identity(), cloud.identity()]);
    expect(first).toEqual({
      account: '111122223333',
      arn: 'arn:aws-cn:iam::111122223333:user/ci',
      partition: 'aws-cn',
    });
    expect(second).toBe(first);
    expect(cloud.counts()).toEqual({ 'sts:GetCallerIdentity': 1 });
  });

  it('is asked for again after a failure', async () => {
    wire.answers(html(404), callerIdentity('111122223333'));
    const cloud = connected(wire.url);
    expect((await failureOf(cloud.identity())).category).toBe('unsupported');
    expect((await cloud.identity()).account).toBe('111122223333');
  });

  it('is not taken from an answer without one', async () => {
    wire.answers(xml(200, '<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>'));
    expect(await failureOf(connected(wire.url).identity())).toMatchObject({
      name: 'UnreadableAnswer',
      category: 'unreachable',
    });
  });

  it.each([
    ['111122223333', 'arn:aws:iam::999999999999:user/ci'],
    ['1111\u009b2J', 'arn:aws:iam::1111\u009b2J:user/ci'],
    ['11112222333', 'arn:aws:iam::11112222333:user/ci'],
    ['111122223333', 'arn:aws:iam::111122223333:user/c\u009bi'],
    ['111122223333', 'arn:other:x'],
  ])('is not taken from the account %j with the ARN %j', async (account, arn) => {
    const result = `<GetCallerIdentityResult><Arn>${arn}</Arn><Account>${account}</Account></GetCallerIdentityResult>`;
    wire.answers(xml(200, `<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`));
    expect(await failureOf(connected(wire.url).identity())).toMatchObject({
      name: 'UnreadableAnswer',
      category: 'unreachable',
    });
  });

  const regionAsked = async (options: Parameters<typeof connected>[1]): Promise<string | undefined> => {
    wire.answers(callerIdentity('111122223333'));
    await connected(wire.url, options).identity();
    return /\/([^/]+)\/sts\//.exec(wire.requests[0]?.headers.authorization ?? '')?.[1];
  };

  it('is asked for in the region of the option, the environment or the profile, else in us-east-1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trailwarden-'));
    const keys = 'aws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = example\n';
    await writeFile(join(folder, 'config'), `[profile north]\nregion = eu-north-1\n${keys}`);
    expect(await regionAsked({})).toBe('us-east-1');
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    expect(await regionAsked({ profile: 'north' })).toBe('eu-north-1');
    expect(wire.requests[0]?.headers.authorization).toContain('AKIAEXAMPLE000000001');
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-south-1');
    expect(await regionAsked({ profile: 'north' })).toBe('eu-south-1');
    vi.stubEnv('AWS_REGION', 'eu-west-3');
    expect(await regionAsked({})).toBe('eu-west-3');
    expect(await regionAsked({ region: 'sa-east-1' })).toBe('sa-east-1');
    await rm(folder, { recursive: true });
  });
});

describe('credentials that are not there', () => {
  it('are a failure that names the profile, and are looked for once in a while', async () => {
    wire.answers(json({}));
    const looked: object[] = [];
    const log = { ...quiet, debug: (details: object) => void looked.push(details) };
    const cloud = connected(wire.url, { profile: 'nobody', log });
    const { ask } = cloud.memory().at(target);
    expect(await failureOf(ask(getTrail, { Name: 'a' }))).toMatchObject({
      name: 'CredentialsProviderError',
      category: 'credentials',
      message: expect.stringContaining('profile nobody: '),
    });
    const chain = () => looked.filter(details => JSON.stringify(details).includes('fromIni')).length;
    const once = chain();
    expect(once).toBeGreaterThan(0);
    await failureOf(ask(getTrail, { Name: 'b' }));
    expect(chain()).toBe(once);
    await cloud.clock.sleep(10_000);
    await failureOf(ask(getTrail, { Name: 'c' }));
    expect(chain()).toBeGreaterThan(once);
    expect(wire.requests).toEqual([]);
  });
});

describe('many questions at once', () => {
  it('share a bounded number of connections', async () => {
    let open = 0;
    let most = 0;
    wire.answers((request, response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        json({})(request, response);
      });
    });
    const memory = connected(wire.url, { maxSockets: 3 }).memory();
    const regions = Array.from({ length: 30 }, (_, index) => ({ ...target, account: `${111111111111 + index}` }));
    await Promise.all(regions.map(each => memory.at(each).ask(getTrail, { Name: 'main' })));
    expect(wire.requests).toHaveLength(30);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('what is told of a call', () => {
  it('goes to the log: names, places and durations, never inputs', async () => {
    wire.answers(json({}));
    const told: object[] = [];
    const log = { ...quiet, debug: (details: object, message: string) => void told.push({ message, ...details }) };
    const cloud = connected(wire.url, { log });
    await cloud.memory().at(target).ask(getTrail, { Name: 'main' });
    expect(told.filter(details => 'call' in details)).toEqual([
      {
        message: 'called AWS',
        call: getTrail,
        account: '111111111111',
        region: 'eu-west-1',
        attempt: 1,
        outcome: 'ok',
        milliseconds: 0,
      },
    ]);
    expect(cloud.seen).toEqual([{ call: getTrail, target, attempt: 1, outcome: 'ok', milliseconds: 0 }]);
  });
});

describe('closing', () => {
  it('ends idle connections, and needs none to be there', async () => {
    connected(wire.url).close();
    wire.answers(json({}));
    const cloud = connected(wire.url);
    const socketClosed = new Promise(resolve => {
      wire.answers((request, response) => {
        request.socket.once('close', resolve);
        json({})(request, response);
      });
    });
    await cloud.memory().at(target).ask(getTrail, { Name: 'main' });
    cloud.close();
    await socketClosed;
  });
});
