import { describe, expect, it } from 'vitest';

import { aws } from './cli.ts';
import { prepared } from './estate.ts';
import { listedOperations } from './readme.ts';
import { cloudtrail } from './rows/cloudtrail.ts';
import { events, sqs } from './rows/events.ts';
import { ec2, iam, kms, logs, organizations, sns, sts } from './rows/others.ts';
import type { Rows } from './rows/row.ts';
import { s3 } from './rows/s3.ts';

/** By service, the name of its commands and its rows. */
const services: Readonly<Record<string, readonly [command: string, rows: Rows]>> = {
  cloudtrail: ['cloudtrail', cloudtrail],
  s3: ['s3api', s3],
  sns: ['sns', sns],
  sts: ['sts', sts],
  kms: ['kms', kms],
  logs: ['logs', logs],
  iam: ['iam', iam],
  organizations: ['organizations', organizations],
  ec2: ['ec2', ec2],
  sqs: ['sqs', sqs],
  events: ['events', events],
};

const rows = Object.entries(services).flatMap(([service, [command, of]]) =>
  Object.entries(of).map(([name, [typed, answer]]) => ({ operation: `${service}:${name}`, command, typed, answer })),
);

describe('the AWS CLI on the sandbox', () => {
  it('is tried with every operation that the README lists, and no other', () => {
    expect(rows.map(({ operation }) => operation).toSorted()).toEqual([...listedOperations()].toSorted());
  });

  it.concurrent.each(rows)('$operation', async ({ operation, command, typed, answer }) => {
    const { box, key, dying, subscription, token, queue, receipt } = await prepared();
    const made = new Map([
      ['KEY', key],
      ['DYING', dying],
      ['SUBSCRIPTION', subscription],
      ['TOKEN', token],
      ['QUEUE', queue],
    ]);
    const args = typed.split(' ').map(part => made.get(part) ?? part.replace('RECEIPT', receipt));
    const before = box.calls().length;
    const printed = await aws(box.url, [command, ...args]);
    const sent = box.calls().slice(before);
    await box.close();
    expect(sent).toMatchObject([{ operation, outcome: 'ok' }]);
    if (answer) expect(printed).toMatchObject(answer);
  });
});
