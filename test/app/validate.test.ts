import { describe, expect, it } from 'vitest';

import { validate } from '../../src/app/validate.ts';
import { kinds } from '../../src/resources/index.ts';

function judge(body: string, ...more: readonly string[]) {
  const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: acme }\nspec:\n';
  const files = [body, ...more].map((text, index) => ({ path: `${index}.yaml`, text: head + text }));
  const { problems, ...rest } = validate(files, kinds);
  const told = problems.map(({ code, severity = 'error', at }) => {
    const place = typeof at === 'object' ? `${at.file}:${at.line}:${at.column}` : String(at);
    return `${severity} ${code} ${place}`;
  });
  return { told, ...rest };
}

const bucket = '  buckets: { acme-logs: { region: eu-west-1 } }\n';

describe('validate', () => {
  it('finds nothing in a good spec', () => {
    const { told, spec, resources } = judge(`${bucket}  trails: { main: { region: eu-west-1, bucket: acme-logs } }\n`);
    expect(told).toEqual([]);
    expect(spec?.owner).toBe('acme');
    expect(resources).toBe(2);
  });

  it('tells of every file and every stage at once', () => {
    const { told, spec } = judge(
      `${bucket}  trails: { main: { region: eu-west-1, bucket: acme-log, multiregion: true } }\n`,
      '  trails: { a: { region: eu-west-1, bucket: acme-logs, prefix: /x } }\n',
    );
    expect(spec).toBeNull();
    expect(told).toEqual([
      'error unknown-reference 0.yaml:6:48',
      'error unknown-key 0.yaml:6:58',
      'error invalid-trail-name 1.yaml:5:13',
      'error invalid-prefix 1.yaml:5:64',
    ]);
  });

  const regional = (keeper: string) =>
    `${bucket}  globalServiceEvents: { keeper: ${keeper} }\n  trails: { main: { region: eu-west-1, bucket: acme-logs, multiRegion: false } }\n`;

  it.each([
    ['auto', ['error keeper-loses-events 0.yaml:6:34']],
    ['eu-west-1', ['error keeper-loses-events 0.yaml:6:34']],
    ['elsewhere', []],
  ])('wants a keeper of global service events: %s', (keeper, expected) => {
    expect(judge(regional(keeper)).told).toEqual(expected);
  });

  it('points to the trail where nothing was written about the keeper', () => {
    const trail = '  trails:\n    main: { region: eu-west-1, bucket: acme-logs, multiRegion: false }\n';
    expect(judge(bucket + trail).told).toEqual(['error keeper-loses-events 0.yaml:7:5']);
  });

  it('only warns where the leading region is not certain', () => {
    const china =
      '  buckets: { acme-cn: { region: cn-northwest-1 } }\n  trails: { main: { region: cn-northwest-1, bucket: acme-cn, multiRegion: false } }\n';
    const { told, spec } = judge(china);
    expect(told).toEqual(['warning keeper-loses-events 0.yaml:6:13']);
    expect(spec).not.toBeNull();
  });
});
