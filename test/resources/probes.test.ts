/** What each kind asks to find out whether it may: over a real wire, about what stands there and about what does not. */
import { expect, it, onTestFinished } from 'vitest';

import { ApiFailure } from '../../src/core/failure.ts';
import { parseArn } from '../../src/core/arn.ts';
import type { Arn } from '../../src/core/model.ts';
import { kinds } from '../../src/resources/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { run } from '../contract/estate.ts';
import { endpointAt } from '../e2e/endpoint.ts';
import { estate } from '../e2e/scenarios.ts';

const arns: Readonly<Record<string, Arn>> = {
  bucket: 'arn:aws:s3:::acme-audit-logs',
  topic: 'arn:aws:sns:eu-west-1:111111111111:audit-delivery',
  trail: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main',
};

it.each(kinds)('$name: every reading, and nothing that AWS does not understand', async ({ name, reads, probes }) => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const cloud = endpointAt(sandbox.url).cloud();
  await run(cloud, estate, { command: 'apply' });
  const arn = arns[name] ?? 'arn:none';
  expect(Object.keys(probes(arn)).toSorted()).toEqual(Object.keys(reads).toSorted());
  const target = { partition: 'aws', account: '111111111111', region: parseArn(arn).region || 'eu-west-1' };
  const outcomes = async (about: Arn) =>
    Promise.all(
      Object.entries(probes(about)).map(async ([call, input]) =>
        cloud
          .memory()
          .at(target)
          .ask(call, input)
          .then(
            () => 'answered',
            (error: unknown) => (error instanceof ApiFailure ? error.category : String(error)),
          ),
      ),
    );
  for (const about of [arn, `${arn}-gone`] as const)
    for (const outcome of await outcomes(about)) expect(['answered', 'absent']).toContain(outcome);
});
