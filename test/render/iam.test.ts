/** Policies and roles for examples/acme, whole, as files to look at. */
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { readFolder } from '../../src/adapters/specs/folder.ts';
import { workOf } from '../../src/app/permissions.ts';
import { validate } from '../../src/app/validate.ts';
import { permissionsFor, permissionsForAll, policyOf } from '../../src/core/iam.ts';
import type { IamPolicy, Purpose } from '../../src/core/iam.ts';
import { cloudFormation, excessOf, forAnyAccount, policyText, roleDocument, terraform } from '../../src/render/iam.ts';
import type { Role } from '../../src/render/iam.ts';
import { kinds } from '../../src/resources/index.ts';

async function acme(purpose: Purpose, account?: string): Promise<IamPolicy> {
  const { files, problems } = await readFolder([resolve(import.meta.dirname, '../../examples/acme')]);
  const { spec } = validate(files, kinds, problems);
  if (spec === null) throw new Error('examples/acme is not valid');
  return policyOf(workOf(spec, kinds, account).flatMap(work => permissionsFor(work, purpose)));
}

const role = (policy: IamPolicy, more: Partial<Role> = {}): Role => ({
  name: 'trailwarden',
  purpose: 'apply',
  trusted: 'arn:aws:iam::111122223333:root',
  externalId: 'acme-7f3a',
  policy,
  ...more,
});

const texts: readonly (readonly [file: string, text: () => Promise<string>])[] = [
  ['iam-plan.json', async () => policyText(await acme('plan', '111111111111'))],
  ['iam-apply.json', async () => policyText(await acme('apply', '111111111111'))],
  [
    'iam-every-name.json',
    async () =>
      Promise.resolve(
        policyText(policyOf(permissionsForAll(kinds, { partition: 'aws', account: '111111111111' }, 'apply'))),
      ),
  ],
  ['iam-role.json', async () => JSON.stringify(roleDocument(role(await acme('plan'), { purpose: 'plan' })), null, 2)],
  ['iam-cloudformation.json', async () => cloudFormation(role(await acme('apply')))],
  ['iam-terraform.tf', async () => terraform(role(await acme('apply'), { name: 'security/trailwarden' }))],
];

it.each(texts)('%s', async (file, text) => {
  await expect(`${await text()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${file}`));
});

it('leaves the account as it is where it is known, and asks nobody for it', async () => {
  const known = role(await acme('apply', '111111111111'), { externalId: null });
  expect(terraform(known)).not.toContain('data "aws_caller_identity"');
  expect(cloudFormation(known)).not.toContain('Fn::Sub');
  expect(cloudFormation(known)).not.toContain('sts:ExternalId');
});

it('escapes what would be a template in Terraform', async () => {
  const odd = terraform(role(await acme('plan'), { externalId: '${a}%{b}' }));
  expect(odd).toContain('"sts:ExternalId": "$${a}%%{b}"');
});

it('makes permissions of one account those of any', () => {
  const permission = {
    about: 'x',
    action: 'sns:GetTopicAttributes',
    resource: 'arn:aws:sns:*:111111111111:t',
  } as const;
  const [one] = forAnyAccount([permission], '111111111111');
  expect(one && policyText(policyOf([one]))).toContain('"arn:aws:sns:*:*:t"');
});

it('knows how much a role takes', async () => {
  expect(excessOf(await acme('apply'))).toBeUndefined();
  const resource = Array.from({ length: 500 }, (_, index) => `arn:aws:s3:::acme-audit-logs-${index}`);
  const long = policyOf(resource.map(each => ({ about: 'x', action: 's3:ListBucket', resource: each })));
  expect(excessOf(long)).toMatchObject({ limit: 10_240 });
});
