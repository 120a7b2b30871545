/** What is wrong with what is recorded: nobody does it, or it is paid for twice. */
import type { Problem } from '../model.ts';
import { gravities } from '../plan.ts';
import { cellOf, levelOf, receivesGlobal } from './count.ts';
import type { Level, Place } from './count.ts';
import type { Finding, FindingsInput } from './finding.ts';
import { deliveryFindings } from './deliveries.ts';
import { duplicatesAt, isPaidTwice } from './duplicates.ts';
import { told } from './told.ts';
import type { Found } from './told.ts';
import type { Trail } from './trails.ts';
import { globalEvents } from './recording.ts';
import { undelivered } from './undelivered.ts';

/** All findings, gravest first. What is alike in several accounts is one. What is not known is no finding. */
export function coverageFindings(input: FindingsInput): readonly Finding[] {
  const found = [...input.places.flatMap(place => [...gapsAt(place), ...duplicatesAt(place)])];
  const all = [...undelivered(input.places, input.trails), ...told(found), ...deliveryFindings(input)];
  return all.toSorted((a, b) => gravities.indexOf(a.gravity) - gravities.indexOf(b.gravity));
}

/**
 * Those that a plan tells: what nobody declared, a second trail of all regions, who keeps global service events, and what
 * AWS says of trails that are declared have findings of their own there.
 */
export function planFindings({ places, ...input }: FindingsInput): readonly Problem[] {
  const found = places.flatMap(place => [
    ...gapsAt(place).filter(({ code }) => code !== 'global-events-not-recorded'),
    ...duplicatesAt(place).filter(one => isPaidTwice(one) && !isToldAlready(one)),
  ]);
  const deliveries = deliveryFindings(input).filter(({ by }) => by.address !== undefined);
  const strangers = input.trails.filter(({ address }) => address === undefined);
  return [...undelivered(places, strangers), ...told(found), ...deliveries].map(({ problem }) => problem);
}

function isToldAlready({ trails }: Found): boolean {
  const wide = trails.every(
    ({ recording, target }) => recording.everyRegion && target.account === trails[0]?.target.account,
  );
  return wide || trails.some(({ address }) => address === undefined);
}

function gapsAt(place: Place): readonly Found[] {
  const level = (column: Parameters<typeof cellOf>[1]): Level | undefined => {
    const cell = cellOf(place, column);
    return cell && levelOf(cell);
  };
  const [read, write, global] = [level('management read'), level('management write'), level(globalEvents)];
  const silent = place.trails.filter(({ recording: { takes, open } }) => takes.length + open.length === 0);
  const at = { place, trails: silent, classes: [] };
  if (read === 'none' && write === 'none')
    return [{ code: 'region-not-recorded', gravity: 'critical', ...at, leads: place.leads }];
  const half: readonly Found[] =
    read === 'none' || write === 'none'
      ? [
          {
            code: 'half-recorded',
            gravity: write === 'none' ? 'critical' : 'medium',
            ...at,
            trails: [],
            classes: [write === 'none' ? 'management write' : 'management read'],
          },
        ]
      : [];
  const lost: readonly Found[] =
    global === 'none'
      ? [{ code: 'global-events-not-recorded', gravity: 'critical', ...at, trails: notReceiving(place) }]
      : [];
  return [...half, ...lost];
}

/** Trails of the leading region that lack the flag. */
function notReceiving({ trails }: Place): readonly Trail[] {
  return trails.filter(trail => trail.recording.takes.length > 0 && !receivesGlobal(trail));
}
