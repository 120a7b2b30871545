/** Events of the sandbox, over rules and a queue, in the daemon. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { connectQueue } from '../../../src/adapters/aws/queue.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { clientsApart } from '../../sandbox/clients.ts';
import { policy } from '../../sandbox/estate.ts';
import { quiet } from '../../adapters/aws/connected.ts';
import { stage } from './stage.ts';

const ACCOUNT = '111111111111';
const ARN = `arn:aws:sqs:eu-west-1:${ACCOUNT}:told`;
const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', ACCOUNT);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
});
afterEach(() => vi.unstubAllEnvs());

/** A daemon that hears of every call that changes something. */
async function hearing(leads = true) {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const by = clientsApart(sandbox);
  onTestFinished(() => Object.values(by).forEach(client => client.destroy()));
  const open = policy({ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: '*', Resource: ARN });
  await by.sqs.send(new CreateQueueCommand({ QueueName: 'told', Attributes: { Policy: open } }));
  await by.events.send(new PutRuleCommand({ Name: 'all', EventPattern: '{"account":["111111111111"]}' }));
  await by.events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'queue', Arn: ARN }] }));
  const queue = connectQueue({ url, region: 'eu-west-1', endpointUrl: sandbox.url, clock: systemClock, log: quiet });
  onTestFinished(() => queue.close());
  const standby = {
    role: () => 'standby' as const,
    leader: () => null,
    certain: () => false,
    note: () => null,
    leave: () => Promise.resolve(false),
    release: () => Promise.resolve(),
  };
  const here = await stage({
    sandbox,
    config: { events: { queueUrl: url, region: 'eu-west-1', gather: 0 } },
    ports: {
      events: queue,
      ...(leads ? {} : { leadership: { ...standby, lead: () => new Promise<AbortSignal>(() => undefined) } }),
    },
  });
  const ticking = setInterval(() => void here.clock.pass(10), 20); // far from the next run of the schedule
  onTestFinished(() => clearInterval(ticking));
  const left = async () => {
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const { ApproximateNumberOfMessages: free, ApproximateNumberOfMessagesNotVisible: taken } =
      (await by.sqs.send(asked)).Attributes ?? {};
    return Number(free) + Number(taken);
  };
  return { ...here, by, left };
}

/**
 * Its first run is over, and what its own calls told is off the queue. Whether they caused runs is chance: a call may be told
 * before its answer, with the id of the request, has come.
 */
async function quietened({ until, left, daemon }: Awaited<ReturnType<typeof hearing>>): Promise<void> {
  await until('a run', ({ runs }) => runs.last !== null);
  const isQuiet = async () => (await left()) === 0 && daemon.snapshot().runs.current === null;
  await expect.poll(isQuiet, { timeout: 30_000 }).toBe(true);
}

describe('a daemon that hears of changes', () => {
  it('mends at once what was stopped, looking at nothing else, and takes the event off', async () => {
    const here = await hearing();
    await quietened(here);
    await here.by.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    const healed = () => here.history.recorded.filter(({ cause, result }) => cause === 'event' && result === 'healed');
    await expect.poll(healed, { timeout: 30_000 }).toHaveLength(1);
    expect(healed()).toMatchObject([{ targets: [`trail/main@${ACCOUNT}/eu-west-1`], applied: 1 }]);
    await quietened(here);
    expect(await here.left()).toBe(0);
  });

  it('takes off what is none of its own, and does not run for it', async () => {
    const here = await hearing();
    await quietened(here);
    const { id } = here.daemon.snapshot().runs.last ?? {};
    const made = { Bucket: 'theirs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } };
    await here.by.s3.send(new CreateBucketCommand(made));
    await here.by.s3.send(new PutBucketTaggingCommand({ Bucket: 'theirs', Tagging: { TagSet: [] } }));
    await expect.poll(here.left, { timeout: 30_000 }).toBe(0);
    expect(here.daemon.snapshot().runs.last?.id).toBe(id);
  });

  it('leaves the queue alone while another replica leads', async () => {
    const here = await hearing(false);
    await here.until('a source', ({ source }) => source.revision !== null);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(here.sandbox.counts().operations['sqs:ReceiveMessage']).toBeUndefined();
  });
});
