import { readFile } from 'node:fs/promises';

import { parseOrganization, startSandbox } from '../../sandbox/index.ts';
import type { Organization, Sandbox, SandboxOptions } from '../../sandbox/index.ts';
import type { Input } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import { Refusal } from '../trouble.ts';

/** Runs a sandbox until a signal ends it. */
export async function runSandbox({ options, output }: Input): Promise<number> {
  const { port, host, account, organization, format } = options;
  const ended = Promise.withResolvers<void>();
  const sandbox = await listening({
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(account === undefined ? {} : { account }),
    ...(organization === undefined ? {} : { organization: await organizationIn(organization) }),
    onExit: ended.resolve,
  });
  const end = untilEnded(ended); // before anybody is told that it runs, and may end it
  output.result(
    format === 'json' ? `${JSON.stringify({ url: sandbox.url, port: sandbox.port })}\n` : howTo(sandbox.url),
  );
  await end;
  await sandbox.close();
  return 0;
}

/** @throws Refusal when the file cannot be read, or does not describe an organization */
async function organizationIn(path: string): Promise<Organization> {
  try {
    return parseOrganization(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw notDescribed(error);
  }
}

function notDescribed(error: unknown): Refusal {
  return new Refusal('error', {
    code: 'organization-not-described',
    message: `--organization: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'the least that works: { "id": "o-exampleorgid", "management": "111111111111" }',
  });
}

/** @throws Refusal when the port is taken, or what was described makes no sense */
export async function listening(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    if (error instanceof RangeError) throw notDescribed(error);
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Refusal('error', {
      code: 'port-taken',
      message: `the sandbox could not listen: ${error.message}`,
      hint: '--port 0 takes any free port',
    });
  }
}

/** Until a signal, or until the sandbox has ended itself. */
export async function untilEnded(ended: PromiseWithResolvers<void> = Promise.withResolvers<void>()): Promise<void> {
  const interruption = interruptible(ended.resolve);
  await ended.promise;
  interruption.release();
}

function howTo(url: string): string {
  return `An AWS endpoint is running on ${url}. It forgets everything when it ends; Ctrl-C ends it.

In another terminal:

  unset AWS_PROFILE AWS_SESSION_TOKEN
  export AWS_ENDPOINT_URL=${url}
  export AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=sandbox
  export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1
  trailwarden init --bucket acme-audit-logs --region eu-west-1 --name acme
  trailwarden plan

An access key of twelve digits is that account. Clock and trouble: ${url}/_sandbox/
`;
}
