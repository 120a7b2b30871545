/** What differs, what became of changes, what is not known, as Markdown. */
import type { Address, Problem } from '../../core/model.ts';
import type { Plan } from '../../core/plan.ts';
import type { Report } from '../../core/report.ts';
import { counted, digits, some } from '../words.ts';
import { acceptedIn, factsOf } from './facts.ts';
import type { Fact, Reporting } from './facts.ts';
import { alert, cell, code, placeText, plain, rows } from './markdown-text.ts';
import type { Section } from './sections.ts';
import { differenceWords, meaningWords, problemWords, short, stayWords, titleWords, whoWords } from './words.ts';

/** Rows of a table; the rest is counted. */
const mostRows = 50;

const signs = { critical: '✖', high: '▲', medium: '◆', low: '●', info: '○' } as const;

type Alike = readonly [Fact, ...Fact[]];

/**
 * What differs, gravest first; what is critical or high is never left out.
 *
 * @param before only these, which were there before a pull request; null: all
 */
export function driftSections(reporting: Reporting, before: ReadonlySet<Address> | null): readonly Section[] {
  const facts = factsOf(reporting).filter(
    ({ kind, address }) => kind !== 'unread' && (before === null || before.has(address)),
  );
  if (facts.length === 0) return [];
  const isGrave = ({ gravity }: Fact): boolean => gravity === 'critical' || gravity === 'high';
  const [grave, light] = [facts.filter(isGrave), facts.filter(fact => !isGrave(fact))];
  const resources = new Set(facts.map(({ address }) => address)).size;
  const apart = alert('CAUTION', [
    `**Not from this pull request:** ${counted(resources, 'resource')} changed outside and would be put back by the next apply.`,
  ]);
  return [
    ...(before === null ? [] : [{ lines: apart, cut: 0 }]),
    { lines: table(grave), cut: 0 },
    grave.length > 0 && groupCount(grave) <= mostRows
      ? { lines: table(light).slice(2), cut: 3, name: counted(light.length, 'lighter drift'), goesOn: true }
      : { lines: table(light), cut: 3, name: counted(light.length, 'lighter drift') },
  ];
}

function table(facts: readonly Fact[]): readonly string[] {
  const groups = alike(facts);
  const more = groups.slice(mostRows).reduce((total, group) => total + group.length, 0);
  const body = groups
    .slice(0, mostRows)
    .map(([fact, ...others]) => [
      `${signs[fact.gravity]} ${fact.gravity.toUpperCase()}`,
      [cell(fact.address), ...namesOf(others)].join('<br>'),
      [plain(titleWords(fact)), plain(meaningWords(fact)), ...differences(fact)]
        .filter(text => text !== '')
        .join('<br>'),
      plain(whoWords(fact) ?? 'not asked'),
      placeText(fact.position),
    ]);
  return [
    ...rows(['gravity', 'resource', 'what differs', 'who', 'spec'], body),
    ...(more > 0 ? ['', `And ${counted(more, 'more drift')}, none of them graver.`] : []),
  ];
}

const groupCount = (facts: readonly Fact[]): number => alike(facts).length;

function namesOf(others: readonly Fact[]): readonly string[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, 2).map(({ address }) => cell(address));
  return others.length > 2 ? [...shown, `and ${digits(others.length - 2)} more`] : shown;
}

function differences(fact: Fact): readonly string[] {
  const words = differenceWords(fact);
  const stays = stayWords(fact);
  return [
    ...words.slice(0, 3).map(cell),
    ...(words.length > 3 ? [`and ${digits(words.length - 3)} more`] : []),
    ...(stays === undefined ? [] : [plain(stays)]),
  ];
}

/** Drifts that say the same of several places are one row. */
function alike(facts: readonly Fact[]): readonly Alike[] {
  const groups = Map.groupBy(facts, fact => {
    const { address, kind, field, gravity, wanted, found, meaning } = fact;
    return JSON.stringify([
      address.replace(/@.*$/su, ''),
      kind,
      field,
      gravity,
      wanted,
      found,
      meaning,
      whoWords(fact),
    ]);
  });
  return [...groups.values()].flatMap(([first, ...others]): readonly Alike[] => (first ? [[first, ...others]] : []));
}

/** What could not be read: neither in order nor gone. */
export function unreadSection({ unknown }: Plan): Section {
  const reasons = [...Map.groupBy(unknown, ({ problem }) => problem.message)];
  const body = reasons.slice(0, mostRows).map(([, all]) => {
    const names = [
      ...new Set(all.map(({ address, field }) => (field === undefined ? address : `${address} ${field}`))),
    ];
    const [first] = all;
    return [
      '? NOT KNOWN',
      [...names.slice(0, 3).map(cell), ...(names.length > 3 ? [`and ${digits(names.length - 3)} more`] : [])].join(
        '<br>',
      ),
      first ? plain(problemWords(first.problem)) : '',
    ];
  });
  const more = reasons.length - mostRows;
  return {
    lines: [
      ...rows(['', 'resource', 'why'], body),
      ...(more > 0 ? ['', `And ${counted(more, 'more reason')}.`] : []),
      ...(body.length > 0
        ? ['', 'What could not be read is neither in order nor gone, and nothing of it is changed.']
        : []),
    ],
    cut: 0,
  };
}

/** What waivers, `ignore` and waits leave as it is: a line for each reason. */
export function acceptedSection(plan: Plan): Section {
  const reasons = [...Map.groupBy(acceptedIn(plan), one => stayWords(one) ?? '')];
  const lines = reasons.slice(0, mostRows).map(([reason, all]) => {
    const names = all.map(({ address, field }) => code(field === null ? address : `${address} ${field}`));
    return `- ${plain(reason)} ${some(names, 3)}`;
  });
  const more = reasons.length - mostRows;
  return {
    lines: [...lines, ...(more > 0 ? [`- and ${digits(more)} more`] : [])],
    cut: 2,
    name: 'what is accepted or waits',
  };
}

/** Problems, errors first; those of a spec with their line. */
export function problemSections(problems: readonly Problem[], cut: number): readonly Section[] {
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  const all = [...errors, ...problems.filter(({ severity }) => severity === 'warning')];
  const body = all
    .slice(0, mostRows)
    .map(problem => [
      problem.severity ?? 'error',
      typeof problem.at === 'string' ? cell(problem.at) : placeText(problem.at),
      `${plain(problemWords(problem))} ${cell(problem.code)}`,
    ]);
  const more = all.length - mostRows;
  const lines = [
    ...rows(['', 'where', 'what'], body),
    ...(more > 0 ? ['', `And ${counted(more, 'more problem')}.`] : []),
  ];
  return lines.length === 0 ? [] : [{ lines, cut, name: counted(all.length, 'finding') }];
}

const done = {
  done: 'done',
  unconfirmed: 'sent, and not read back yet',
  failed: 'failed',
  skipped: 'not begun: what it comes after failed',
  moved: 'changed meanwhile, nothing sent',
  left: 'not begun',
} as const;

/** What became of each change; what did not go well first. */
export function outcomeSections({ outcomes, plan }: Report): readonly Section[] {
  const all = (outcomes ?? []).toSorted((a, b) => Number(a.status === 'done') - Number(b.status === 'done'));
  const [failed, fine] = [all.filter(({ status }) => status !== 'done'), all.filter(({ status }) => status === 'done')];
  const changes = new Map(plan.changes.map(change => [change.address, change]));
  const body = (some: typeof all) =>
    some.slice(0, mostRows).map(({ address, action, status, problem, sent }) => {
      const fields = changes.get(address)?.fields.map(({ field }) => field) ?? [];
      return [
        action,
        cell(address),
        action === 'update' ? fields.slice(0, 5).map(cell).join(' ') : '',
        [done[status], ...(problem ? [plain(problemWords(problem))] : [])].join('<br>'),
        sent.map(({ call }) => cell(short(call, 80))).join(' '),
      ];
    });
  const head = ['', 'resource', 'fields', 'outcome', 'sent'];
  const more = (some: typeof all): readonly string[] =>
    some.length > mostRows ? ['', `And ${digits(some.length - mostRows)} more.`] : [];
  return [
    { lines: [...rows(head, body(failed)), ...more(failed)], cut: 0 },
    {
      lines: [...rows(head, body(fine)), ...more(fine)],
      cut: 4,
      name: `${counted(fine.length, 'change')} that ${fine.length === 1 ? 'was' : 'were'} done`,
    },
  ];
}
