import type { Context } from '../call.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { flag, list, structure, text } from '../shape.ts';
import { trailToRead, visibleTrails } from './lookup-trail.ts';
import { status } from './status.ts';
import { type Trail, trailView } from './trail.ts';

interface DescribeInput {
  readonly trailNameList?: readonly string[];
  readonly includeShadowTrails?: boolean;
}

/** Names that are not known are left out. A name finds trails of this region only, an ARN also replicas. */
function describe(input: DescribeInput, { call, estate }: Context): object {
  const { trailNameList: names = [], includeShadowTrails: shadows = true } = input;
  const { account } = call.principal;
  const visible = visibleTrails(estate, account, call.region);
  const home = (trail: Trail): boolean => trail.homeRegion === call.region && trail.account === account;
  const wanted =
    names.length === 0
      ? visible.filter(trail => shadows || home(trail))
      : visible.filter(trail => names.includes(trail.arn) || (home(trail) && names.includes(trail.name)));
  return { trailList: wanted.map(trailView) };
}

const named = structure({ Name: text });
const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['Name'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['Name'] }] : [];

export const reads: Readonly<Record<string, JsonOperation>> = {
  DescribeTrails: jsonOperation({
    kind: 'read',
    input: structure({ trailNameList: list(text), includeShadowTrails: flag }),
    run: describe,
  }),
  GetTrail: jsonOperation({
    kind: 'read',
    input: named,
    subjects,
    run: (input, context) => ({ Trail: trailView(trailToRead(input.Name, context)) }),
  }),
  GetTrailStatus: jsonOperation({
    kind: 'read',
    input: named,
    subjects,
    run: (input, context) => status(trailToRead(input.Name, context, 'as-arn'), context),
  }),
  ListTrails: jsonOperation({
    kind: 'read',
    input: structure({ NextToken: text }),
    run: (_, { call, estate }) => ({
      Trails: visibleTrails(estate, call.principal.account, call.region).map(trail => ({
        TrailARN: trail.arn,
        Name: trail.name,
        HomeRegion: trail.homeRegion,
      })),
    }),
  }),
};
