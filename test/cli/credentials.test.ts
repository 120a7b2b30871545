/** Every source of credentials that the SDK knows, with the built program: whose they are, and what is said if they end. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { minimal, spec } from './program.ts';
import type { Ran } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';

const [mine, other] = ['222222222222', '333333333333'] as const;
const later = new Date(Date.now() + 3_600_000).toISOString();
const past = '2020-01-01T00:00:00Z';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

type Answer = (request: Seen) => unknown;

/** A server that hands out credentials; what it answers with undefined it refuses. */
async function server(answer: Answer): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const listening = createServer(({ method = '', url: path = '', headers }, response) => {
    const request = { method, path, headers };
    seen.push(request);
    const body = answer(request);
    response.statusCode = body === undefined ? 401 : 200;
    response.setHeader('content-type', 'application/json');
    if (body === undefined) response.setHeader('x-amzn-errortype', 'UnauthorizedException');
    if (path === '/latest/api/token') response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '21600');
    response.end(
      typeof body === 'string' ? body : JSON.stringify(body ?? { message: 'Session token not found or invalid' }),
    );
  });
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void listening.close());
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, seen };
}

const keysOf = (account: string) => ({
  AccessKeyId: account,
  SecretAccessKey: 'example',
  Token: 'token',
  Expiration: later,
});

/** The portal of IAM Identity Center. */
const portal: Answer = ({ path, headers }) => {
  const { pathname, searchParams } = new URL(path, 'http://portal');
  const asked = pathname === '/federation/credentials' && searchParams.get('role_name') === 'Audit';
  if (!asked || headers['x-amz-sso_bearer_token'] !== 'bearer') return undefined;
  const roleCredentials = {
    accessKeyId: searchParams.get('account_id'),
    secretAccessKey: 'example',
    sessionToken: 'token',
    expiration: Date.parse(later),
  };
  return { roleCredentials };
};

/** The agent of EKS Pod Identity. */
const agent: Answer = ({ headers, path }) =>
  headers.authorization === 'pod-token' && path === '/v1/credentials' ? keysOf(mine) : undefined;

const metadata: Answer = ({ method, path, headers }) => {
  if (path === '/latest/api/token') return method === 'PUT' ? 'imds-token' : undefined;
  if (headers['x-aws-ec2-metadata-token'] !== 'imds-token') return undefined;
  if (path === '/latest/meta-data/iam/security-credentials/') return 'instance-role';
  return path.endsWith('/instance-role') ? { Code: 'Success', ...keysOf(mine) } : undefined;
};

const ssoConfig = `[profile sso]
sso_session = acme
sso_account_id = ${mine}
sso_role_name = Audit

[sso-session acme]
sso_region = eu-west-1
sso_start_url = https://acme.awsapps.com/start

[profile old-sso]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_account_id = ${mine}
sso_role_name = Audit
`;
const tokens = (expiresAt: string) => {
  const token = JSON.stringify({ accessToken: 'bearer', expiresAt, region: 'eu-west-1' });
  return {
    [`.aws/sso/cache/${sha1('acme')}.json`]: token,
    [`.aws/sso/cache/${sha1('https://acme.awsapps.com/start')}.json`]: token,
  };
};

const jwt = [{}, { iss: 'https://oidc.example', sub: 'system:serviceaccount:audit', aud: 'sts.amazonaws.com' }]
  .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('signature')
  .join('.');

const program = `#!/bin/sh\necho '${JSON.stringify({ Version: 1, AccessKeyId: mine, SecretAccessKey: 'example' })}'\n`;

interface Source {
  readonly name: string;
  /** In the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly answer?: Answer;
  /** @param home the home folder, @param url where `answer` is given */
  readonly env?: (home: string, url: string) => Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const keys = { AWS_ACCESS_KEY_ID: mine, AWS_SECRET_ACCESS_KEY: 'example' };

const sources: readonly Source[] = [
  { name: 'the environment', env: () => keys },
  {
    name: 'the credentials file',
    files: { '.aws/credentials': `[default]\naws_access_key_id = ${mine}\naws_secret_access_key = example\n` },
  },
  {
    name: 'a role over another profile',
    files: {
      '.aws/config': `[profile base]\naws_access_key_id = ${other}\naws_secret_access_key = example\n[profile hop]\nsource_profile = base\nrole_arn = arn:aws:iam::${mine}:role/hop\n`,
    },
    args: ['--profile', 'hop'],
  },
  {
    name: 'a program',
    files: { program },
    env: home => {
      chmodSync(join(home, 'program'), 0o700);
      writeFileSync(join(home, '.aws/config'), `[profile made]\ncredential_process = ${join(home, 'program')}\n`);
      return {};
    },
    args: ['--profile', 'made'],
  },
  {
    name: 'IAM Identity Center',
    files: { '.aws/config': ssoConfig, ...tokens(later) },
    answer: portal,
    env: (_, url) => ({ AWS_ENDPOINT_URL_SSO: url }),
    args: ['--profile', 'sso'],
  },
  {
    name: 'IAM Identity Center, by AWS_PROFILE and with keys in the environment',
    files: { '.aws/config': ssoConfig, ...tokens(later) },
    answer: portal,
    env: (_, url) => ({ AWS_ENDPOINT_URL_SSO: url, AWS_PROFILE: 'sso' }),
  },
  {
    name: 'IAM Identity Center, as it was written before there were sessions',
    files: { '.aws/config': ssoConfig, ...tokens(later) },
    answer: portal,
    env: (_, url) => ({ AWS_ENDPOINT_URL_SSO: url }),
    args: ['--profile', 'old-sso'],
  },
  {
    name: 'a web identity, as in EKS and in CI',
    files: { token: jwt },
    env: home => ({ AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: `arn:aws:iam::${mine}:role/ci` }),
  },
  {
    name: 'EKS Pod Identity',
    files: { token: 'pod-token' },
    answer: agent,
    env: (home, url) => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, 'token'),
    }),
  },
  {
    name: 'the instance',
    answer: metadata,
    env: (_, url) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url, AWS_EC2_METADATA_DISABLED: 'false' }),
  },
];

/** A home folder with these files, and the program in it, with nothing of the tester's own AWS. */
async function home(files: Readonly<Record<string, string>>, body: string) {
  const here = await stage({ 'a.yaml': body });
  mkdirSync(join(here.folder, '.aws'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(here.folder, path)), { recursive: true });
    writeFileSync(join(here.folder, path), text);
  }
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const config = join(here.folder, '.aws/config');
  const shared = join(here.folder, '.aws/credentials');
  const own = { HOME: here.folder, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: shared, ...none };
  return {
    ...here,
    run: (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> =>
      here.run(args, { endpoint: here.sandbox.url, folder: here.folder, env: { ...own, ...env } }),
  };
}

describe('credentials come from', () => {
  it.each(sources)('$name', async ({ files = {}, answer = () => undefined, env = () => ({}), args = [] }) => {
    const { url } = await server(answer);
    const here = await home(files, minimal);
    const ran = await here.run(['plan', 'a.yaml', '--format', 'json', ...args], env(here.folder, url));
    expect(ran.stderr).toBe('');
    expect(documentIn(ran, 'report.schema.json')).toMatchObject({ spec: { accounts: [mine] } });
    expect(ran.code).toBe(0);
  });

  it('IAM Identity Center for one account of the spec and the environment for another', async () => {
    const two = spec(`accounts:
  own: "${other}"
  payments: { id: "${mine}", profile: sso }
buckets:
  acme-audit-logs: { account: own, region: eu-west-1 }
trails:
  main: { account: payments, region: eu-west-1, bucket: acme-audit-logs }
watch: declared`);
    const { url } = await server(portal);
    const here = await home({ '.aws/config': ssoConfig, ...tokens(later) }, two);
    const env = { AWS_ENDPOINT_URL_SSO: url, AWS_ACCESS_KEY_ID: other, AWS_SECRET_ACCESS_KEY: 'example' };
    const ran = await here.run(['apply', 'a.yaml', '--yes', '--format', 'json'], env);
    expect(ran.code).toBe(0);
    expect(ran.stderr).not.toContain('SDK credentials');
    const callers = here.sandbox.calls().filter(({ operation }) => /:Create(?:Trail|Bucket)$/.test(operation));
    expect(callers.map(({ account }) => account)).toEqual([other, mine]);
  });
});

describe('a session of IAM Identity Center', () => {
  it.each<[string, Readonly<Record<string, string>>, Answer]>([
    ['that has expired', tokens(past), portal],
    ['that nobody opened', {}, portal],
    ['that was ended elsewhere', tokens(later), () => undefined],
  ])('%s: how to log in is said', async (_, cache, answer) => {
    const { url } = await server(answer);
    const here = await home({ '.aws/config': ssoConfig, ...cache }, minimal);
    for (const profile of ['sso', 'old-sso']) {
      const env = { AWS_ENDPOINT_URL_SSO: url };
      for (const ran of [
        await here.run(['plan', 'a.yaml', '--profile', profile], env),
        await here.run(['plan', 'a.yaml'], { ...env, AWS_PROFILE: profile }),
      ]) {
        expect(ran.code).toBe(1);
        expect(ran.stderr).toContain('error[credentials-refused]');
        expect(ran.stderr).toContain(`aws sso login --profile ${profile}`);
      }
    }
    const doctor = await here.run(['doctor', 'a.yaml', '--profile', 'sso'], { AWS_ENDPOINT_URL_SSO: url });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain('mend: Log in: aws sso login --profile sso');
  });
});
