/** What changes how everything else is to be read: suspended, an old spec, a run that failed, out of touch. */
import { heldWords } from '../../render/daemon-run.ts';
import { counted, some } from '../../render/words.ts';
import { sentence } from '../../render/drift-words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';
import type { Shown } from './shown.ts';
import { age, ageOf, moment, when } from './time.ts';

export function notices(shown: Shown): Element | null {
  const all = [
    barred(shown),
    lost(shown),
    suspended(shown),
    held(shown),
    stale(shown),
    unheard(shown),
    failed(shown),
  ].filter(one => one !== null);
  return all.length === 0 ? null : element('div.notices', { role: 'region', 'aria-label': 'Notices' }, all);
}

function notice(picture: IconName, ...content: readonly Written[]): Element {
  return element('div.notice', {}, icon(picture), element('p', {}, content));
}

function barred({ contact }: Shown): Element | null {
  if (contact.by !== 'barred') return null;
  return notice(
    'gravity-unknown',
    element('b', {}, 'The daemon wants a token to be read.'),
    ' ',
    element('button.link', { type: 'button', 'data-do': 'login' }, 'Give it'),
  );
}

function lost({ contact, now }: Shown): Element | null {
  if (contact.by !== 'lost') return null;
  const at = new Date(contact.heardAt).toISOString();
  return notice(
    'gravity-unknown',
    element('b', {}, 'This page is out of touch with the daemon.'),
    ' It shows what was told at ',
    moment(at, when(at, now, true)),
    `, ${age(now - contact.heardAt)} ago. It goes on trying.`,
  );
}

function suspended({ told: { snapshot }, now }: Shown): Element | null {
  if (snapshot.suspended === null) return null;
  const { since, until, reason, by } = snapshot.suspended;
  const who = by === 'config' ? 'by the config' : 'on request';
  return notice(
    'pause',
    element('b', {}, 'Suspended'),
    ` ${who} since `,
    moment(since, when(since, now)),
    `, ${ageOf(since, now)}`,
    until === null ? ', until somebody resumes it.' : [', until ', moment(until, when(until, now)), '.'],
    reason === null ? null : ` “${reason}”.`,
    ' It goes on looking, and puts nothing back.',
  );
}

function held({ told: { snapshot }, now }: Shown): Element | null {
  if (snapshot.held === null) return null;
  return notice(
    'pause',
    element('b', {}, 'Held'),
    `: ${heldWords(snapshot.held, new Date(now))}. It goes on looking, and puts nothing back until then.`,
  );
}

function stale({ told: { snapshot }, now }: Shown): Element | null {
  const { problems, staleSince, revision, name } = snapshot.source;
  if (problems.length === 0) return null;
  const since =
    staleSince === null ? null : [' since ', moment(staleSince, when(staleSince, now)), `, ${ageOf(staleSince, now)}`];
  const kept =
    revision === null
      ? 'No spec is in force'
      : ['The last good spec, ', element('span.mono', {}, revision), ', stays in force'];
  const [first] = problems;
  const others = problems.length === 1 ? '' : ` and ${counted(problems.length - 1, 'more problem')}`;
  return notice(
    'gravity-high',
    element('b', {}, `${name} has no newer spec that is good`),
    since,
    ': ',
    first === undefined ? null : sentence(`${first.message}${others}`),
    ' ',
    kept,
    '.',
    element(
      'details',
      {},
      element('summary', {}, 'All of it'),
      element(
        'ul',
        {},
        problems.map(({ code, message, at }) =>
          element('li', {}, where(at), `${message} `, element('span.mono.mute', {}, code)),
        ),
      ),
    ),
  );
}

function where(
  at: string | { readonly file: string; readonly line: number; readonly column: number } | undefined,
): Written {
  if (at === undefined) return null;
  return element('span.mono', {}, typeof at === 'string' ? `${at}: ` : `${at.file}:${at.line}:${at.column}: `);
}

/** Changes are found by the schedule alone. */
function unheard({ told: { snapshot }, now }: Shown): Element | null {
  if (snapshot.eventsTrouble === null) return null;
  const { since, problem } = snapshot.eventsTrouble;
  return notice(
    'gravity-high',
    element('b', {}, 'Changes at AWS are not heard of at once'),
    ' since ',
    moment(since, when(since, now)),
    `, ${ageOf(since, now)}: `,
    sentence(problem.message),
    ' Only the schedule finds them.',
  );
}

/** Told here while older results still are the present; afterwards the verdict says it. */
function failed({ told: { snapshot }, now }: Shown): Element | null {
  const { last, staleAt } = snapshot.runs;
  if (last?.result !== 'failed' || now >= Date.parse(staleAt)) return null;
  const at = last.finishedAt ?? last.startedAt;
  const why = last.problem === null ? '' : `: ${some([sentence(last.problem.message)], 1)}`;
  return notice('gravity-high', element('b', {}, 'The last run failed'), ', ', moment(at, when(at, now, true)), why);
}
