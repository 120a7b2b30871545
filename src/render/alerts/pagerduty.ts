/**
 * A notice as events of PagerDuty's Events API v2. Nothing acknowledges: that says that a person has taken it over, which
 * only a person can say.
 */
import type { Notice, Weight } from '../../core/alerts/notice.ts';
import { isSample } from '../../core/alerts/samples.ts';
import type { Letter } from './letter.ts';
import { pageLink, runbookLink } from './links.ts';
import { accountsOf, isOver, named, regionOf } from './names.ts';
import { plainText } from './plain.ts';

export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly client: 'trailwarden';
  readonly client_url?: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: Severity;
    readonly timestamp: string;
    readonly component: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, string | number | null>>;
  };
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

type Severity = 'critical' | 'error' | 'warning' | 'info';

const severities: Readonly<Record<Weight, Severity>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  'not-known': 'warning',
  low: 'info',
  info: 'info',
};

const longestKey = 255;
const longestDetails = 4_000;

/** In this order. What is over already, and what is only a test, is resolved at once: nothing would resolve it later. */
export function pagerDutyEvents(notice: Notice, letter: Letter): readonly PagerDutyEvent[] {
  return actionsOf(notice).map(action => eventOf(action, notice, letter));
}

function actionsOf(notice: Notice): readonly PagerDutyEvent['event_action'][] {
  const { happening, drifts } = notice;
  if (happening === 'resolved' || happening === 'seeing' || happening === 'source-mended') return ['resolve'];
  const isAboutDrifts = happening !== 'blind' && happening !== 'source-broken';
  const nothingStands = isAboutDrifts && drifts.every(isOver);
  return nothingStands || isSample(notice) ? ['trigger', 'resolve'] : ['trigger'];
}

function eventOf(event_action: PagerDutyEvent['event_action'], notice: Notice, letter: Letter): PagerDutyEvent {
  const { around, drifts, weight, happening, incident, at } = notice;
  const [gravest] = drifts;
  const [page, runbook] = [pageLink(notice, around), runbookLink(notice)];
  return {
    event_action,
    dedup_key: incident.slice(0, longestKey),
    client: 'trailwarden',
    ...(page === null ? {} : { client_url: page }),
    payload: {
      summary: letter.text,
      source: named(around.daemon),
      severity: isSample(notice) ? 'info' : severities[weight],
      timestamp: at,
      component: gravest ? named(gravest.address) : 'trailwarden',
      group: accountsOf(notice)[0]?.name ?? named(around.owner ?? around.daemon),
      class: happening,
      custom_details: {
        details: plainText(letter).slice(0, longestDetails),
        region: gravest ? regionOf(gravest) : null,
        drifts: drifts.length,
        mode: around.mode,
        run: around.run,
        notice: notice.id,
      },
    },
    links: [
      ...(page === null ? [] : [{ href: page, text: 'page' }]),
      ...(runbook === null ? [] : [{ href: runbook, text: 'runbook' }]),
    ],
  };
}
