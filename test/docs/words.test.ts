/** The documentation writes names in one way, and none of the words that are not used. */
import { describe, expect, it } from 'vitest';

import { prose } from './markdown.ts';
import { pages } from './pages.ts';

describe('words of the product', () => {
  /** How names are written; the key is what is wrong. */
  const spellings: readonly (readonly [wrong: RegExp, right: string])[] = [
    [/\bTrailWarden\b|\b[Tt]rail [Ww]arden\b/u, 'trailwarden'],
    [/(?<!aws )\b[Cc]loudtrail\b(?![.:-])/u, 'CloudTrail'],
    [/\bGithub\b/u, 'GitHub'],
    [/\bkubernetes\b(?![./:-])/u, 'Kubernetes'],
    [/\bSlack Bot\b/u, 'Slack bot'],
    [/\bevent bridge\b/iu, 'EventBridge'],
    [/\be\.g\.|\bi\.e\./u, 'for example, that is'],
    [/(?<!in |aws s3 )\b(?:syncs?|synced|syncing)\b/iu, 'reconcile'],
    [/\bseverit(?:y|ies)\b/iu, 'gravity'],
    [/\b(?:TODO|FIXME|TBD)\b/u, 'nothing'],
  ];

  /** Words of others, that are quoted: PagerDuty's, Prometheus's, Terraform's. */
  const quoted = ['docs/comparison.md', 'docs/alerts-messages.md', 'docs/kubernetes.md', 'docs/helm-values.md', 'docs/reports.md'];

  const own = [...pages].filter(([path]) => !quoted.includes(path) && !/(?:problems|library-api)\.md$|runbooks\/alert-/u.test(path));
  it.each(own)('%s spells them as the others do', (_, page) => {
    const text = prose(page).replaceAll(/\]\([^)]*\)/gu, ']');
    const found = spellings.flatMap(([pattern, right]) => {
      const hit = pattern.exec(text);
      return hit === null ? [] : [`${hit[0]}: ${right}`];
    });
    expect(found).toEqual([]);
  });

  it('a wrong word is found', () => {
    expect(spellings.some(([pattern]) => pattern.test('the Cloudtrail trail'))).toBe(true);
  });
});
