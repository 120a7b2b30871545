/** Two terminals: a plan is saved in one, and the AWS CLI changes the world in the other before it is carried out. */
import { expect, it } from 'vitest';

import { minimal } from '../cli/program.ts';
import { documentIn, ending, stage, written } from '../cli/sandboxed.ts';
import { aws } from './cli.ts';

it('a saved plan is refused, and names exactly what the AWS CLI moved', async () => {
  const here = await stage({ 'a.yaml': minimal });
  const type = async (typed: string): Promise<unknown> => aws(here.sandbox.url, typed.split(' '));
  expect(ending(await here.run(['apply', 'a.yaml', '--yes']))[0]).toBe(0);
  await type('cloudtrail stop-logging --name main');
  expect((await here.run(['plan', 'a.yaml', '--out', 'plan.json'])).code).toBe(0);

  await type('cloudtrail update-trail --name main --no-enable-log-file-validation');
  await type('s3api put-bucket-versioning --bucket acme-audit-logs --versioning-configuration Status=Suspended');
  const before = written(here).length;
  const refused = await here.run(['apply', 'plan.json']);
  expect(ending(refused)).toEqual([6, 'Stale plan: 2 of 2 resources moved since it was saved.']);
  const json = documentIn(await here.run(['apply', 'plan.json', '--format', 'json']), 'report.schema.json');
  expect(json['moved']).toMatchObject([
    { address: 'trail/main@111111111111/eu-west-1', fields: [{ field: 'logFileValidation', now: false }] },
    { address: 'bucket/acme-audit-logs@111111111111/eu-west-1', fields: [{ field: 'versioning', now: 'suspended' }] },
  ]);
  expect(json['moved']).toMatchObject([{ fields: { length: 1 } }, { fields: { length: 1 } }]);
  expect(written(here)).toHaveLength(before);

  await type('cloudtrail update-trail --name main --enable-log-file-validation');
  await type('s3api put-bucket-versioning --bucket acme-audit-logs --versioning-configuration Status=Enabled');
  expect((await here.run(['apply', 'plan.json'])).code).toBe(0);
  expect(await type('cloudtrail get-trail-status --name main')).toMatchObject({ IsLogging: true });
});
