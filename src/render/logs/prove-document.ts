/** How far marked calls came, as data. */
import type { Verdict } from '../../core/report.ts';
import { copiesPaid, verdictOn, verdictOnAll } from '../../logs/prove/judge.ts';
import type { DigestLeg, NotificationLeg, Progressed, Proof, RecordLeg } from '../../logs/prove/proof.ts';
import { problemJson, unknownJson } from '../change-document.ts';
import type { Json } from '../change-document.ts';
import type { ProvenView } from './prove.ts';

/** As prove.schema.json describes it. */
export function provenDocument(view: ProvenView, ended: Verdict): Json {
  const { owner, paths, startedAt, finishedAt, proofs, unknown, interrupted } = view;
  return {
    format_version: '1.0',
    kind: 'prove',
    owner,
    spec: { paths },
    started_at: startedAt,
    finished_at: finishedAt,
    interrupted,
    verdict: {
      exit_code: ended.exitCode,
      reason: ended.reason,
      complete: ended.complete,
      verdict: verdictOnAll(proofs),
    },
    calls: proofs.map(proofJson),
    unreadable: unknown.map(unknownJson),
  };
}

/** One call as data; the daemon keeps it so. */
function proofJson(proof: Proof): Json {
  const { call, unmade, ways, copies } = proof;
  return {
    account: call.account,
    account_key: call.accountKey,
    region: call.region,
    operation: call.operation,
    global: call.global,
    mark: call.mark,
    request_id: call.requestId,
    called_at: call.at,
    verdict: verdictOn(proof),
    copies: call.global && unmade === null ? copiesPaid(proof) : null,
    problem: unmade === null ? null : problemJson(unmade),
    trails: ways.map(wayJson),
    files: copies.map(({ folder, key, eventId, written }) => ({
      bucket: folder.bucket,
      key,
      event_id: eventId,
      written_at: written,
    })),
  };
}

function wayJson({ trail, name, expects, record, notification, digest }: Progressed): Json {
  return {
    trail,
    name,
    expects,
    record: legJson(record),
    notification: legJson(notification),
    digest: legJson(digest),
  };
}

function legJson(leg: RecordLeg | NotificationLeg | DigestLeg): Json {
  return {
    state: leg.is,
    at: 'at' in leg ? leg.at : null,
    seconds: 'seconds' in leg ? leg.seconds : null,
    key: 'key' in leg ? leg.key : null,
    why: 'why' in leg ? leg.why : null,
    problem: 'problem' in leg ? problemJson(leg.problem) : null,
  };
}
