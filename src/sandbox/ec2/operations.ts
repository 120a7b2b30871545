import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type QueryResult, queryDialect, queryOperation } from '../http/query-dialect.ts';
import { xmlDocument } from '../http/xml.ts';
import { partitionOf } from '../places.ts';
import { matchesWildcard } from '../policy/match.ts';
import { regionsOf } from '../regions.ts';
import { flag, list, structure, text } from '../shape.ts';

interface Region {
  readonly regionName: string;
  readonly regionEndpoint: string;
  readonly optInStatus: string;
}

interface Filter {
  readonly Name?: string;
  readonly Value?: readonly string[];
}

interface DescribeRegionsInput {
  readonly AllRegions?: boolean;
  readonly RegionName?: readonly string[];
  readonly Filter?: readonly Filter[];
}

/** What each filter looks at. */
const filters: Readonly<Record<string, (region: Region) => string>> = {
  endpoint: region => region.regionEndpoint,
  'opt-in-status': region => region.optInStatus,
  'region-name': region => region.regionName,
};

/** The regions of the caller's partition that its account has enabled; with AllRegions or by name, the others too. */
function describeRegions(input: DescribeRegionsInput, { call, estate }: Context): QueryResult {
  const { AllRegions: all = false, RegionName: names = [], Filter: wanted = [] } = input;
  const partition = partitionOf(call.region);
  const regions = regionsOf(estate.regions, call.principal.account, partition).map(({ name, status }) => ({
    regionName: name,
    regionEndpoint: `ec2.${name}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
    optInStatus: status,
  }));
  const strange = names.filter(name => !regions.some(region => region.regionName === name));
  if (strange.length > 0) throw new Fault('InvalidParameterValue', `Invalid region names: [${strange.join(', ')}]`);
  const shown = regions.filter(
    region =>
      (all || names.length > 0 || region.optInStatus !== 'not-opted-in') &&
      (names.length === 0 || names.includes(region.regionName)) &&
      wanted.every(filter => passes(region, filter)),
  );
  return { regionInfo: { item: shown.map(region => ({ ...region })) } };
}

function passes(region: Region, { Name: name = '', Value: values = [] }: Filter): boolean {
  const value = Object.hasOwn(filters, name) ? filters[name]?.(region) : undefined;
  if (value === undefined) throw new Fault('InvalidParameterValue', `The filter '${name}' is invalid`);
  return values.some(pattern => matchesWildcard(pattern, value));
}

/** As much of EC2 as tells which regions an account has enabled. */
export const ec2Dialect = queryDialect({
  service: 'ec2',
  version: '2016-11-15',
  invalidParameter: 'InvalidParameterValue',
  operations: {
    DescribeRegions: queryOperation({
      kind: 'read',
      input: structure({
        AllRegions: flag,
        RegionName: list(text),
        Filter: list(structure({ Name: text, Value: list(text) })),
      }),
      run: describeRegions,
    }),
  },
  invalidKey: () =>
    new Fault('AuthFailure', 'AWS was not able to validate the provided access credentials', { status: 401 }),
  expiredKey: () => new Fault('RequestExpired', 'Request has expired.'),
  envelope: {
    answer: (name, result, requestId) =>
      xmlDocument(`${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"`, { requestId, ...result }),
    error: ({ code, message }, requestId) =>
      xmlDocument('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId }),
  },
});
