/** What verifying log files came to, as data: logs-verify.schema.json describes it. */
import type { LogPoint } from '../../logs/verify/points.ts';
import type { ChainVerdict, Finding } from '../../logs/verify/verdict.ts';
import { findingsOf } from '../../logs/verify/verify.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { chainsOf } from '../../logs/verify/verification.ts';
import type { Verdict } from '../../core/report.ts';
import { problemJson } from '../change-document.ts';
import type { Json } from '../change-document.ts';

/** Minor: only additions. Major: readers of another one must refuse. */
const formatVersion = '1.0';

export function verifyDocument(told: Verification, { reason, exitCode, complete }: Verdict): Json {
  return {
    format_version: formatVersion,
    kind: 'logs-verify',
    started_at: told.startedAt,
    finished_at: told.finishedAt,
    from: told.range.from,
    until: told.range.until,
    verdict: told.outcome,
    exit_code: exitCode,
    reason,
    complete,
    keys: told.keysFromCopy ? 'copy' : 'outside',
    since_checkpoint: told.sinceCheckpoint,
    history: told.history ?? 'asked',
    places: told.places.map(({ place: { bucket, prefix, organization, trail } }) => ({
      bucket,
      prefix,
      organization,
      trail: trail?.arn ?? null,
    })),
    chains: chainsOf(told).map(chainJson),
    findings: findingsOf(told.places).map(findingJson),
    unknown: told.unknown.map(problemJson),
  };
}

function chainJson(chain: ChainVerdict): Json {
  const { account, region, trail, homeRegion, found, digests, backfills, files, unprovable, pending, omitted, point } =
    chain;
  return {
    account,
    region,
    trail,
    home_region: homeRegion,
    found,
    digests,
    backfills,
    files,
    unprovable,
    pending,
    findings: chain.findings.length + omitted,
    verified_until: point?.end ?? null,
    point: point && pointJson(point),
  };
}

const pointJson = ({ key, end, hash, signature }: LogPoint): Json => ({ key, end, hash, signature });

function findingJson(finding: Finding): Json {
  const { word, about, account, region, trail, object, range, count, message, explained } = finding;
  return {
    word,
    about,
    account,
    region,
    trail,
    bucket: object?.bucket ?? null,
    key: object?.key ?? null,
    from: range?.from ?? null,
    until: range?.until ?? null,
    count,
    message,
    explained,
  };
}
