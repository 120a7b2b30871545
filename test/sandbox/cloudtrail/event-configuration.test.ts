import {
  GetEventConfigurationCommand,
  PutEventConfigurationCommand,
  type PutEventConfigurationCommandInput,
  PutEventSelectorsCommand,
} from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';
import { type Clients, clients, failure, sandbox } from '../clients.ts';
import { arnOf, makeTrail, openBucket } from '../estate.ts';

const NAMED = { TrailName: 'main' };
type Configurations = NonNullable<PutEventConfigurationCommandInput['AggregationConfigurations']>;
const ACTIVITY: Configurations = [{ EventCategory: 'Data', Templates: ['API_ACTIVITY', 'USER_ACTIONS'] }];

async function withTrail(data: boolean): Promise<Clients> {
  const here = clients(await sandbox());
  await openBucket(here);
  await makeTrail(here);
  const DataResources = data ? [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] : [];
  await here.cloudtrail.send(new PutEventSelectorsCommand({ ...NAMED, EventSelectors: [{ DataResources }] }));
  return here;
}

const put = ({ cloudtrail }: Clients, AggregationConfigurations?: Configurations) =>
  cloudtrail.send(
    new PutEventConfigurationCommand({ ...NAMED, ...(AggregationConfigurations && { AggregationConfigurations }) }),
  );

async function standing({ cloudtrail }: Clients): Promise<object> {
  const { $metadata: _, ...answer } = await cloudtrail.send(new GetEventConfigurationCommand(NAMED));
  return answer;
}

describe('aggregation', () => {
  it('begins as none, is replaced, and ends with an empty list', async () => {
    const here = await withTrail(true);
    expect(await standing(here)).toEqual({ TrailARN: arnOf('main'), AggregationConfigurations: [] });
    const { AggregationConfigurations: echoed } = await put(here, ACTIVITY);
    expect([echoed, await standing(here)]).toEqual([
      ACTIVITY,
      { TrailARN: arnOf('main'), AggregationConfigurations: ACTIVITY },
    ]);
    await put(here, []);
    expect(await standing(here)).toMatchObject({ AggregationConfigurations: [] });
  });

  it.each<{ name: string; data?: false; given: Configurations | undefined; code: string }>([
    { name: 'without data events', data: false, given: ACTIVITY, code: 'InvalidParameterCombinationException' },
    { name: 'that is not given', given: undefined, code: 'InvalidParameterException' },
    { name: 'twice', given: [...ACTIVITY, ...ACTIVITY], code: 'InvalidParameterException' },
    {
      name: 'of management events',
      given: [{ EventCategory: 'Management', Templates: ['API_ACTIVITY'] }] as never,
      code: 'InvalidParameterException',
    },
    { name: 'without templates', given: [{ EventCategory: 'Data', Templates: [] }], code: 'InvalidParameterException' },
    {
      name: 'by an unknown template',
      given: [{ EventCategory: 'Data', Templates: ['OTHER' as never] }],
      code: 'InvalidParameterException',
    },
  ])('is refused: $name', async ({ data = true, given, code }) => {
    const here = await withTrail(data);
    expect((await failure(put(here, given))).name).toBe(code);
    expect(await standing(here)).toMatchObject({ AggregationConfigurations: [] });
  });
});
