/** What people are told once a spec was imported. */
import type { Draft } from '../core/import/document.ts';
import { paint } from './style.ts';
import { counted } from './words.ts';

export interface ImportedView {
  readonly color: boolean;
  /** Files of the spec, as they are typed; none: it was printed. */
  readonly files: readonly string[];
  /** Options that say how AWS is reached, as they are typed. */
  readonly options?: readonly string[];
}

interface Told {
  readonly draft: Draft;
  readonly adopts: number;
  readonly differs: readonly unknown[];
  /** Resources of which people have something to mend. */
  readonly byHand: number;
}

/** Two or three lines: what was written, what a plan of it does, and what to type next. */
export function importedText(
  { draft, adopts, differs, byHand }: Told,
  { color, files, options = [] }: ImportedView,
): string {
  const bold = paint(color).bold;
  const what = `${bold('Imported')} ${contents(draft)}${files.length === 0 ? '' : ` into ${files.at(-1)}`}.`;
  const plan = `${planLine(adopts, differs.length)}${byHandText(byHand)}`;
  const next = files.length === 0 ? [] : [`Next: trailwarden plan ${[...files, ...options].join(' ')}`];
  return [what, plan, ...next].join('\n');
}

/** `2 buckets and 5 trails in 3 blocks` */
function contents({ blocks }: Draft): string {
  const kinds = [...Map.groupBy(blocks, ({ kind }) => kind.name)];
  const counts = kinds.map(([kind, own]) => counted(sum(own.map(({ members }) => members.length)), kind));
  const last = counts.at(-1) ?? '';
  const all = counts.length < 2 ? last : `${counts.slice(0, -1).join(', ')} and ${last}`;
  return `${all} in ${counted(blocks.length, 'block')}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Such as statements of other people in a policy: no apply takes them away. */
function byHandText(byHand: number): string {
  if (byHand === 0) return '';
  const have = byHand === 1 ? 'has' : 'have';
  return ` ${counted(byHand, 'resource')} ${have} something that only people mend; it says what, and drift ends with 2 until then.`;
}

function planLine(adopts: number, differs: number): string {
  const adopting = adopts === 0 ? 'nothing to do' : `nothing to do but adopt ${counted(adopts, 'resource')}`;
  return differs === 0
    ? `A plan of it has ${adopting}.`
    : `A plan of it adopts ${counted(adopts, 'resource')}, and has ${counted(differs, 'other change')} to show.`;
}
