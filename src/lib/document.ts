import { version } from '../cli/version.ts';
import type { Report, Verdict } from '../core/report.ts';
import { reportDocument as documentOf } from '../render/documents.ts';

/**
 * A run as `--format json` prints it: schemas/report.schema.json describes it, and `format_version` says how it may change.
 */
export function reportDocument(report: Report, verdict: Verdict): Readonly<Record<string, unknown>> {
  return documentOf(report, verdict, { version });
}
