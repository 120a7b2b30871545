/** `events ddl`, with the built program: what it prints, put in place, tells of what a stranger does. */
import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { PutPermissionCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';

import { clientsApart } from '../sandbox/clients.ts';
import { minimal, spec } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const OWN = '111111111111';
const OTHER = '222222222222';

interface Document {
  readonly owner: string;
  readonly queue: Made & { readonly policy: object };
  readonly dead_letters: Made;
  readonly rules: readonly { readonly name: string; readonly pattern: object }[];
  readonly places: readonly { readonly account: string; readonly region: string; readonly target: string }[];
  readonly bus: { readonly arn: string; readonly policy: object | null };
  readonly role: { readonly name: string; readonly trust_policy: object; readonly policy: object } | null;
}
interface Made {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Record<string, string>;
}

function clientsIn({ sandbox }: Stage, account: string, region: string) {
  const made = clientsApart(sandbox, { accessKeyId: account, secretAccessKey: 'any' }, region);
  onTestFinished(() => Object.values(made).forEach(client => client.destroy()));
  return made;
}

/** Does what the document says, as somebody would with the AWS CLI. */
async function put(here: Stage, made: Document): Promise<() => Promise<readonly string[]>> {
  const [, , , region = '', account = ''] = made.queue.arn.split(':');
  const { sqs, events } = clientsIn(here, account, region);
  await sqs.send(
    new CreateQueueCommand({ QueueName: made.dead_letters.name, Attributes: made.dead_letters.attributes }),
  );
  const Attributes = { ...made.queue.attributes, Policy: JSON.stringify(made.queue.policy) };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: made.queue.name, Attributes }));
  if (made.bus.policy) await events.send(new PutPermissionCommand({ Policy: JSON.stringify(made.bus.policy) }));
  for (const place of made.places) await putRules(here, made, place);
  return async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => {
      const { account: by, region: at, detail } = JSON.parse(Body) as Told;
      return `${detail.eventName} ${by}/${at}`;
    });
  };
}

interface Told {
  readonly account: string;
  readonly region: string;
  readonly detail: { readonly eventName: string };
}

async function putRules(here: Stage, { rules, role }: Document, place: Document['places'][number]): Promise<void> {
  const { events, iam } = clientsIn(here, place.account, place.region);
  const handsOn = place.target.includes(':event-bus/');
  if (handsOn && role) {
    const made = { RoleName: role.name, AssumeRolePolicyDocument: JSON.stringify(role.trust_policy) };
    await iam.send(new CreateRoleCommand(made)).catch(() => undefined); // one for all regions
    const PolicyDocument = JSON.stringify(role.policy);
    await iam.send(new PutRolePolicyCommand({ RoleName: role.name, PolicyName: 'put-events', PolicyDocument }));
  }
  const RoleArn = `arn:aws:iam::${place.account}:role/${role?.name ?? ''}`;
  for (const { name, pattern } of rules) {
    await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
    const target = { Id: 'trailwarden', Arn: place.target, ...(handsOn ? { RoleArn } : {}) };
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
  }
}

async function printed(here: Stage, ...args: readonly string[]): Promise<Document> {
  const ran = await here.run(['events', 'ddl', 'a.yaml', ...args, '--format', 'json']);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return documentIn(ran, 'event-rules.schema.json') as unknown as Document;
}

const tagged = (Bucket: string) =>
  new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });

describe('events ddl', () => {
  it('prints what tells of a change at once', async () => {
    const here = await stage({ 'a.yaml': minimal });
    const made = await printed(here, '--queue', 'told', '--region', 'eu-west-1', '--account', OWN);
    const told = await put(here, made);
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    await told();
    await told();
    const { cloudtrail, s3 } = clientsIn(here, OWN, 'eu-west-1');
    await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    await cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'nowhere' })).catch(() => undefined);
    await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    expect(await told()).toEqual([`UpdateTrail ${OWN}/eu-west-1`, `StopLogging ${OWN}/eu-west-1`]);
    await s3.send(tagged('acme-audit-logs'));
    expect(await told()).toEqual([]); // no trail logs any more: then EventBridge is told of nothing
  });

  it('reaches over regions and accounts', async () => {
    const wide = spec(`accounts: { here: "${OWN}", there: { id: "${OTHER}", role: trailwarden } }
buckets:
  logs: { account: here, region: eu-west-1 }
  more: { account: here, region: us-east-1 }
trails:
  main: { accounts: [here, there], region: eu-west-1, bucket: logs }`);
    const here = await stage({ 'a.yaml': wide });
    const queue = `arn:aws:sqs:eu-west-1:${OWN}:told`;
    const made = await printed(here, '--queue', queue);
    expect(made.places).toHaveLength(3);
    const told = await put(here, made);
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
    for (let left = await told(); left.length > 0; left = await told());
    await clientsIn(here, OWN, 'us-east-1').s3.send(tagged('more'));
    await clientsIn(here, OTHER, 'eu-west-1').cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    expect(await told()).toEqual([`PutBucketTagging ${OWN}/us-east-1`, `StopLogging ${OTHER}/eu-west-1`]);
  });

  it('takes a spec that names no account to be of that of the queue, and says so', async () => {
    const here = await stage({
      'a.yaml': minimal,
      'b.yaml': spec(`accounts: { here: "${OWN}" }
organization: { account: here, discover: {} }
buckets: { logs: { accounts: all, region: eu-west-1, name: "logs-{account}" } }`),
    });
    const queue = ['--queue', `arn:aws:sqs:eu-west-1:${OWN}:told`, '--format', 'json'];
    const ran = await here.run(['events', 'ddl', 'a.yaml', ...queue]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`account-assumed]: The spec names no account: it is taken to be of ${OWN}`);
    const { places } = documentIn(ran, 'event-rules.schema.json') as unknown as Document;
    expect(places.map(({ account }) => account)).toEqual([OWN]);
    const other = await here.run(['events', 'ddl', 'b.yaml', ...queue]);
    expect(other.code).toBe(3);
    expect(other.stdout).toContain('would name accounts that only AWS knows');
  });

  it.each<[string, readonly string[], string]>([
    ['where the queue stands', ['--queue', 'told', '--account', OWN], 'nothing says where the queue stands'],
    [
      'one place',
      ['--queue', `arn:aws:sqs:eu-west-1:${OWN}:told`, '--region', 'us-east-1', '--account', OWN],
      'is not where',
    ],
    ['an account', ['--queue', 'told', '--region', 'eu-west-1'], 'would name accounts that only AWS knows'],
    ['a name', ['--queue', 'a b', '--region', 'eu-west-1'], 'name or ARN of a queue'],
    [
      'whose part',
      [
        '--queue',
        `arn:aws:sqs:eu-west-1:${OTHER}:told`,
        '--account',
        '333333333333',
        '--format',
        'terraform',
        'b.yaml',
      ],
      'has no part in it',
    ],
  ])('needs to be told %s', async (_, args, why) => {
    const two = spec(`accounts: { here: "${OWN}" }\nbuckets: { logs: { account: here, region: eu-west-1 } }`);
    const here = await stage({ 'a.yaml': minimal, 'b.yaml': two });
    const ran = await here.run(['events', 'ddl', ...(args.includes('b.yaml') ? [] : ['a.yaml']), ...args]);
    expect(ran.code).toBe(3);
    expect(ran.stdout + ran.stderr).toContain(why);
  });
});
