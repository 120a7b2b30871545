/** What events need at AWS for examples/acme, whole, as files to look at. */
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { readFolder } from '../../src/adapters/specs/folder.ts';
import { declared } from '../../src/app/policy-documents.ts';
import { usesOf } from '../../src/core/beside/use.ts';
import { wiringOf } from '../../src/core/daemon/wiring.ts';
import type { Wiring } from '../../src/core/daemon/wiring.ts';
import { jsonText } from '../../src/render/json-text.ts';
import { renderWiring, wiringDocument, wiringTemplate } from '../../src/render/wiring.ts';
import { wiringTerraform } from '../../src/render/wiring-terraform.ts';
import { kinds } from '../../src/resources/index.ts';

const account = '111111111111';

async function wired(path: string, at = account): Promise<Wiring> {
  const paths = [resolve(import.meta.dirname, '../..', path)];
  const found = await declared(paths, { load: readFolder, kinds }, { account, organization: 'o-a1b2c3d4e5' });
  const known = 'invalid' in found ? await declared(paths, { load: readFolder, kinds }) : found;
  if ('invalid' in known) throw new Error(known.invalid.map(({ message }) => message).join('\n'));
  const { wishes, world } = known.estate;
  const queue = { name: 'trailwarden', account: at, region: 'eu-west-1' };
  return wiringOf({ owner: world.owner, queue, wishes, uses: usesOf(wishes, world) });
}

const fleet = 'examples/fleet.yaml';
const texts: readonly (readonly [file: string, text: () => Promise<string>])[] = [
  ['events-one.txt', async () => renderWiring(await wired('examples/minimal.yaml'))],
  ['events-one-cloudformation.json', async () => wiringTemplate(await wired('examples/minimal.yaml'))],
  ['events-one.tf', async () => wiringTerraform(await wired('examples/minimal.yaml'), account)],
  ['events-fleet.txt', async () => renderWiring(await wired(fleet, '222222222222'))],
  ['events-fleet.json', async () => jsonText(wiringDocument(await wired(fleet, '222222222222')))],
  ['events-fleet-cloudformation.json', async () => wiringTemplate(await wired(fleet, '222222222222'))],
  ['events-fleet-queue.tf', async () => wiringTerraform(await wired(fleet, '222222222222'), '222222222222')],
  ['events-fleet-other.tf', async () => wiringTerraform(await wired(fleet, '222222222222'), '333333333333')],
];

it.each(texts)('%s', async (file, text) => {
  await expect(`${await text()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${file}`));
});

interface Template {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Condition?: string; readonly Properties: object }>
  >;
}

/** Properties of the resource specification of CloudFormation; whether they are required. */
const known: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  'AWS::SQS::Queue': {
    QueueName: false,
    SqsManagedSseEnabled: false,
    MessageRetentionPeriod: false,
    VisibilityTimeout: false,
    RedrivePolicy: false,
  },
  'AWS::SQS::QueuePolicy': { Queues: true, PolicyDocument: true },
  'AWS::Events::Rule': { Name: false, State: false, EventPattern: false, Targets: false },
  'AWS::Events::EventBusPolicy': { StatementId: true, Statement: false },
  'AWS::IAM::Role': { AssumeRolePolicyDocument: true, Policies: false },
};

it.each(['examples/minimal.yaml', fleet])('the template for %s has only what CloudFormation knows', async path => {
  const { Conditions, Resources } = JSON.parse(
    wiringTemplate(await wired(path, path === fleet ? '222222222222' : account)),
  ) as Template;
  for (const { Type, Condition, Properties } of Object.values(Resources)) {
    const properties = known[Type] ?? {};
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(Properties)));
    const required = Object.entries(properties).flatMap(([name, isRequired]) => (isRequired ? [name] : []));
    expect(Object.keys(Properties)).toEqual(expect.arrayContaining(required));
    if (Condition !== undefined) expect(Conditions).toHaveProperty(Condition);
  }
  const named = [...JSON.stringify(Resources).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, name]) => name);
  expect(Object.keys(Resources)).toEqual(expect.arrayContaining(named));
  expect(Object.keys(Resources).every(id => /^[A-Za-z0-9]+$/.test(id))).toBe(true);
});
