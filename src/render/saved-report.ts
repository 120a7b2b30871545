/** Reads the report of an apply, for putting back what that changed. Nothing that it says is sent as it stands. */
import type { Address, Problem } from '../core/model.ts';
import type { Done } from '../core/undo.ts';
import { readDocument } from './read-document.ts';
import { fieldOf, resourceOf } from './saved-plan.ts';
import type { FieldJson, ResourceJson } from './saved-plan.ts';
import { reportSchema } from './schemas/index.ts';

/** What an apply did, and for whom. */
export interface SavedReport extends Done {
  readonly owner: string;
}

/** What an apply did by its report, or why the text is no report of one. */
export function readReport(text: string): SavedReport | readonly Problem[] {
  const read = readDocument(text, { kind: 'report', schema: reportSchema, problem: noReport, is: isReportJson });
  if ('problems' in read) return read.problems;
  const { command, owner, outcomes, resource_changes: changes } = read.document;
  if (command !== 'apply') return [noReport(`The report is one of ${command}, which changes nothing`)];
  const sent = new Set(outcomes.filter(one => one.sent.length > 0).map(({ address }) => address));
  const told = new Set(changes.map(({ address }) => address));
  return {
    owner,
    changes: changes
      .filter(({ address }) => sent.has(address))
      .map(one => ({
        address: one.address,
        action: one.change.actions[0],
        resource: resourceOf(one),
        fields: one.fields.map(fieldOf),
      })),
    untold: [...sent].filter(address => !told.has(address)),
  };
}

function isReportJson(document: unknown, conforms: (document: unknown) => boolean): document is ReportJson {
  return conforms(document);
}

function noReport(message: string): Problem {
  return { code: 'no-report', message, hint: 'Keep one: trailwarden apply --format json > report.json' };
}

/** What report.schema.json describes, as far as it is read. */
interface ReportJson {
  readonly owner: string;
  readonly command: 'plan' | 'apply' | 'drift';
  readonly resource_changes: readonly (ResourceJson & {
    readonly address: Address;
    readonly change: { readonly actions: readonly [Done['changes'][number]['action']] };
    readonly fields: readonly FieldJson[];
  })[];
  readonly outcomes: readonly { readonly address: Address; readonly sent: readonly object[] }[];
}
