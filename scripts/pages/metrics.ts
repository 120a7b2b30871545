/** docs/metrics.md: every series, from the list that the registry is made of. */
import { measures } from '../../src/adapters/http/metrics/list.ts';
import type { Measure } from '../../src/adapters/http/metrics/list.ts';
import { mostTrails } from '../../src/adapters/http/metrics/present.ts';
import { cell, table } from './markdown.ts';

export function metricsPage(): string {
  const rows = Object.entries<Measure>(measures).map(([name, { type, labels, help }]) => [
    `\`${name}\``,
    type,
    labels.map(label => `\`${label}\``).join(', '),
    cell(help),
  ]);
  return `# Metrics

A daemon answers at \`/metrics\` in the text format of Prometheus. Generated from \`src/adapters/http/metrics/list.ts\`. Where
\`spec.server.readTokenFile\` is set, Prometheus needs the token: \`authorization: { credentials_file: … }\`.

${table(['name', 'type', 'labels', 'what it says'], rows)}

\`process_*\` and \`nodejs_*\` are there too, as Prometheus and prom-client name them.

## What to rely on

- Durations are seconds, moments are seconds since 1970. An age is \`time() - …_timestamp_seconds\`.
- What is not known has no series, rather than a 0. While \`trailwarden_blind\` is 1, nothing is said of accounts, trails and
  resources; drifts that were open stay, because nobody saw them end.
- \`account\` is the key of the account in the spec, \`trail\` the key of the trail. At most ${mostTrails.toLocaleString('en')} trails have series of
  their own: those that do not log or fail come first, \`trailwarden_trails_left_out\` counts the others. \`code\` has at most
  61 values.
- Time to detection counts drifts whose event CloudTrail's event history names with certainty or likelihood. Time to repair
  counts those that a call of ours mended.
- Counters and histograms begin anew with the process.

## Alerts worth having

| when | expression |
|---|---|
| nothing is known | \`trailwarden_blind == 1\`, or \`absent(trailwarden_blind)\` |
| a trail does not log | \`trailwarden_trail_logging == 0\` |
| an account is not recorded | \`trailwarden_accounts{question="recorded",answer="no"} > 0\` |
| log files are late | \`time() - trailwarden_trail_last_delivery_timestamp_seconds{sink="log"} > 1800\` |
| digests are late | \`time() - trailwarden_trail_last_delivery_timestamp_seconds{sink="digest"} > 7200\` |
| a grave drift stays | \`time() - trailwarden_drift_oldest_timestamp_seconds{gravity=~"critical\\|high"} > 900\` |
| a person must decide | \`trailwarden_drift_contested > 0\` |
| the newest spec is not in force | \`time() - trailwarden_source_stale_since_timestamp_seconds > 900\` |
| it was suspended and forgotten | \`time() - trailwarden_suspended_since_timestamp_seconds > 86400\` |
| nobody leads, or two do | \`sum(trailwarden_leader) != 1\` |
| AWS throttles | \`rate(trailwarden_aws_requests_total{code=~"Throttling.*"}[15m]) > 1\` |
`;
}
