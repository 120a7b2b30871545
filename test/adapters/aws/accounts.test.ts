/** Whose credentials sign what: over the sandbox, which hands out roles and tells accounts apart. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Clock, EnteredAccount } from '../../../src/app/ports.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { FakeClock } from '../../fake-clock.ts';
import { failureOf, keepingApart, outcomes } from './connected.ts';
import { listen, xml } from './wire.ts';

const [own, other, third] = ['111111111111', '222222222222', '333333333333'] as const;

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'trailwarden-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.roles.set({});
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', own);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

const access = { role: null, externalId: null, sessionName: 'trailwarden', profile: null };
const account = (id: string, more: Partial<EnteredAccount['access']> = {}): EnteredAccount => ({
  id,
  partition: 'aws',
  access: { ...access, ...more },
});
const inRole = (id: string, of = id, more = {}) => account(id, { role: `arn:aws:iam::${of}:role/warden`, ...more });
const at = (id: string) => ({ partition: 'aws', account: id, region: 'eu-west-1' });
const trails = 'cloudtrail:DescribeTrails';

/** The accounts that calls of CloudTrail came from. */
const callers = () =>
  sandbox.calls().flatMap(call => (call.operation.endsWith('DescribeTrails') ? [call.account] : []));

describe('an account', () => {
  it('that was entered is asked with its own role, side by side with others, over the same clients', async () => {
    const cloud = keepingApart(sandbox.url);
    await Promise.all([cloud.enter(inRole(other)), cloud.enter(inRole(third)), cloud.enter(account(own))]);
    const memory = cloud.memory();
    await Promise.all([own, other, third, other].map(id => memory.at(at(id)).ask(trails, {})));
    expect(callers().toSorted()).toEqual([own, other, third]);
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 2, 'sts:GetCallerIdentity': 1, [trails]: 3 });
  });

  it('that was not entered is asked only if the credentials in force are its own', async () => {
    const cloud = keepingApart(sandbox.url);
    await cloud.memory().at(at(own)).ask(trails, {});
    const failure = await failureOf(cloud.memory().at(at(other)).ask(trails, {}));
    expect(failure).toMatchObject({ name: 'AccountMismatch', category: 'credentials' });
    expect(failure.message).toContain(own);
    expect(failure.message).toContain(other);
    expect(callers()).toEqual([own]);
  });

  it.each([
    ['the credentials in force', account(other)],
    ['a role of another account', inRole(other, third)],
  ])('of which AWS says that it is another gets nothing: %s', async (_, wrong) => {
    const cloud = keepingApart(sandbox.url);
    const failure = await failureOf(cloud.enter(wrong));
    expect(failure).toMatchObject({ name: 'AccountMismatch', category: 'credentials' });
    expect(await failureOf(cloud.memory().at(at(other)).ask(trails, {}))).toBe(failure);
    const call = { call: 'cloudtrail:StartLogging', input: { Name: 'main' } };
    expect(await failureOf(cloud.send(call, at(other)))).toBe(failure);
    expect(callers()).toEqual([]);
  });

  it('whose role is refused stays closed, with words of AWS; the external id opens it', async () => {
    sandbox.roles.set({ [`arn:aws:iam::${other}:role/warden`]: { externalId: 'acme-7f3a' } });
    const cloud = keepingApart(sandbox.url);
    expect(await failureOf(cloud.enter(inRole(other)))).toMatchObject({ name: 'AccessDenied', category: 'permission' });
    await cloud.enter(inRole(other, other, { externalId: 'acme-7f3a', sessionName: 'ci-42' }));
    await cloud.memory().at(at(other)).ask(trails, {});
    expect(callers()).toEqual([other]);
  });

  it('whose role was assumed a moment ago is entered without asking, and soon asked again', async () => {
    const clock = new FakeClock();
    const cloud = keepingApart(sandbox.url, { clock });
    await cloud.enter(inRole(other));
    await cloud.enter(inRole(other));
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 1 });
    await cloud.enter(inRole(other, other, { sessionName: 'another' }));
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 2 });
    await clock.sleep(11 * 60_000);
    sandbox.roles.set({ [`arn:aws:iam::${other}:role/warden`]: { refused: true } });
    expect(await failureOf(cloud.enter(inRole(other, other, { sessionName: 'another' })))).toMatchObject({
      name: 'AccessDenied',
    });
    sandbox.roles.set({});
    await cloud.enter(inRole(other, other, { sessionName: 'another' }));
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 4 });
  });

  it('is entered anew, once, before its session ends', async () => {
    const endpoint = await startSandbox();
    const clock: Clock = {
      now: () => endpoint.clock.now(),
      async sleep(milliseconds) {
        endpoint.clock.advance(milliseconds / 1000);
        await Promise.resolve();
      },
    };
    const cloud = keepingApart(endpoint.url, { clock });
    await cloud.enter(inRole(other));
    await cloud.memory().at(at(other)).ask(trails, {});
    await clock.sleep(56 * 60_000);
    const regions = ['eu-west-1', 'eu-north-1', 'us-east-1'];
    await Promise.all(
      regions.map(region =>
        cloud
          .memory()
          .at({ ...at(other), region })
          .ask(trails, {}),
      ),
    );
    expect(cloud.counts()).toEqual({ 'sts:AssumeRole': 2, [trails]: 4 });
    endpoint.roles.set({ [`arn:aws:iam::${other}:role/warden`]: { refused: true } });
    await clock.sleep(57 * 60_000);
    await cloud.memory().at(at(other)).ask(trails, {});
    await clock.sleep(60 * 60_000);
    expect(await failureOf(cloud.memory().at(at(other)).ask(trails, {}))).toMatchObject({ name: 'AccessDenied' });
    await endpoint.close();
  });

  it('is not taken from an answer that holds no session', async () => {
    const wire = await listen();
    wire.answers(xml(200, '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>'));
    const failure = await failureOf(keepingApart(wire.url).enter(inRole(other)));
    expect(failure).toMatchObject({ name: 'UnreadableAnswer', category: 'unreachable' });
    await wire.close();
  });

  it('of another partition is entered in a region of that', async () => {
    const cloud = keepingApart(sandbox.url, { region: 'eu-west-1' });
    const role = { role: `arn:aws-cn:iam::${other}:role/warden` } as const;
    await cloud.enter({ ...account(other, role), partition: 'aws-cn' });
    expect(cloud.seen.map(({ target }) => target.region)).toEqual(['cn-north-1']);
  });
});

describe('credentials', () => {
  const program = async (): Promise<string> => {
    const path = join(folder, 'keys.sh');
    const keys = { Version: 1, AccessKeyId: third, SecretAccessKey: 'example' };
    await writeFile(path, `#!/bin/sh\necho '${JSON.stringify(keys)}'\n`);
    await chmod(path, 0o700);
    return path;
  };

  it('come from a profile: its keys, another profile and a role, a program', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'profiles')); // the SDK reads a file once in the life of a process
    await writeFile(
      join(folder, 'profiles'),
      `[profile base]\naws_access_key_id = ${other}\naws_secret_access_key = example\n` +
        `[profile chained]\nsource_profile = base\nrole_arn = arn:aws:iam::444444444444:role/hop\n` +
        `[profile program]\ncredential_process = ${await program()}\n`,
    );
    const cloud = keepingApart();
    await cloud.enter(account(other, { profile: 'base' }));
    await cloud.enter(account('444444444444', { profile: 'chained' }));
    await cloud.enter(account(third, { profile: 'program' }));
    await cloud.enter(inRole('555555555555', '555555555555', { profile: 'program' }));
    for (const id of [other, '444444444444', third, '555555555555']) await cloud.memory().at(at(id)).ask(trails, {});
    expect(callers()).toEqual([other, '444444444444', third, '555555555555']);
    expect(await failureOf(cloud.enter(account(own, { profile: 'base' })))).toMatchObject({ name: 'AccountMismatch' });
  });

  it('are not waited for without end; other accounts do not wait at all', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'hanging'));
    const path = join(folder, 'hang.sh');
    await writeFile(path, '#!/bin/sh\nexec sleep 5\n');
    await chmod(path, 0o700);
    await writeFile(join(folder, 'hanging'), `[profile hanging]\ncredential_process = ${path}\n`);
    const cloud = keepingApart(undefined, { credentialsTimeoutMs: 300 });
    const hanging = failureOf(cloud.enter(account(other, { profile: 'hanging' })));
    await cloud.enter(account(own));
    await cloud.memory().at(at(own)).ask(trails, {});
    expect(callers()).toEqual([own]);
    expect(await hanging).toMatchObject({ name: 'CredentialsProviderError', category: 'credentials' });
    expect((await hanging).message).toBe('profile hanging: no credentials came within 0.3 s');
  });

  it('come from a web identity', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({})}.${part({ iss: 'https://ci.example', sub: 'job', aud: 'sts' })}.x`;
    await writeFile(join(folder, 'token'), token);
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(folder, 'token'));
    vi.stubEnv('AWS_ROLE_ARN', `arn:aws:iam::${other}:role/ci`);
    expect(await keepingApart().identity()).toMatchObject({ account: other });
  });

  it('come from a container', async () => {
    const server = createServer((_, response) => {
      const keys = { AccessKeyId: third, SecretAccessKey: 'example', Token: 'token' };
      response.end(JSON.stringify({ ...keys, Expiration: new Date(Date.now() + 3_600_000).toISOString() }));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/keys`);
    const cloud = keepingApart(sandbox.url);
    expect(await cloud.identity()).toMatchObject({ account: third });
    expect(outcomes(cloud)).toEqual(['ok']);
    await new Promise(resolve => server.close(resolve));
  });
});
