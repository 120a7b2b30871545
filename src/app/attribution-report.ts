/** Who caused what a report of one run found. */
import { sightings } from '../core/drift/sightings.ts';
import { ApiFailure } from '../core/failure.ts';
import type { Attributed, Report } from '../core/report.ts';
import { attribute } from './attribution.ts';
import { orFailure } from './or-failure.ts';
import type { Cloud, Ports } from './ports.ts';

export interface ReportPorts extends Pick<Ports, 'kinds' | 'clock' | 'progress' | 'digest'> {
  readonly cloud: Pick<Cloud, 'identity' | 'memory' | 'counts'>;
}

/** So long people wait for it, in milliseconds: who looks wants to know, who applies wants it done. */
const afterLook = 60_000;
const afterApply = 20_000;

/** Whether nothing of the spec stood there: then nobody did it. */
function isFirst({ plan: { changes }, spec }: Report): boolean {
  return changes.every(({ action }) => action === 'create') && changes.length === (spec?.selected ?? changes.length);
}

/** The report with who caused each difference. What a run found in order, or could not read, makes nobody ask. */
export async function withAttributions(report: Report, ports: ReportPorts): Promise<Report> {
  const { cloud, clock, kinds, progress } = ports;
  const { drifts } = sightings(report.plan, ports.digest);
  const nothingDone = report.command === 'apply' && report.outcomes === null;
  if (drifts.length === 0 || nothingDone || isFirst(report)) return report;
  progress.step('asking the event history who did it');
  const identity = await orFailure(cloud.identity());
  const roles = (report.plan.accounts ?? []).flatMap(({ access }) => access.role ?? []);
  const sent = (report.outcomes ?? []).flatMap(outcome => outcome.sent);
  const found = await attribute(
    drifts,
    {
      since: null,
      seenAt: report.startedAt,
      requestIds: new Set(sent.flatMap(({ requestId }) => requestId ?? [])),
      ownPrincipals: [...(identity instanceof ApiFailure ? [] : [identity.arn]), ...roles],
    },
    { kinds, clock, memory: cloud.memory(), within: report.command === 'apply' ? afterApply : afterLook },
  );
  const attributions = drifts.flatMap(({ fingerprint, address, field }): Attributed[] => {
    const attribution = found.get(fingerprint);
    return attribution ? [{ address, field, attribution }] : [];
  });
  return { ...report, attributions, finishedAt: clock.now().toISOString(), calls: cloud.counts() };
}
